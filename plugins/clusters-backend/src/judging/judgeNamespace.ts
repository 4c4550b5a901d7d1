import {
  type Aspect,
  aspects,
  type NamespaceCheck,
  type NamespaceSummary,
} from '@runway/plugin-clusters-common';
import type {
  BindingFact,
  LimitRangeFact,
  NamespaceFact,
  PolicyFact,
  QuotaFact,
} from '../reading/clusterFacts';
import { judgeAccess } from './judgeAccess';
import { type Judgement, missing, present } from './Judgement';
import { judgeLimitRange } from './judgeLimitRange';
import { judgeDefaultDeny } from './judgeNetwork';
import { judgePodSecurity, podSecurityOf } from './judgePodSecurity';
import { fullestOf, judgeQuota, judgeQuotaRoom } from './judgeQuota';
import { Ownership, TEAM_LABEL } from './Ownership';

/** All that is known of a namespace; undefined is what could not be read, not what isn't there. */
export interface NamespaceFacts {
  namespace: NamespaceFact;
  policies?: ReadonlyArray<PolicyFact>;
  quotas?: ReadonlyArray<QuotaFact>;
  ranges?: ReadonlyArray<LimitRangeFact>;
  bindings?: ReadonlyArray<BindingFact>;
}

export interface JudgedNamespace {
  summary: NamespaceSummary;
  checks: NamespaceCheck[];
}

/** Says what a namespace has of what it should have. Those of the system and those that are being deleted are not judged. */
export function judgeNamespace(
  cluster: string,
  facts: NamespaceFacts,
  ownership: Ownership,
): JudgedNamespace {
  const { metadata } = facts.namespace;
  const owner = ownership.of(facts.namespace);
  const { enforce } = podSecurityOf(metadata.labels);
  const fullest = facts.quotas && fullestOf(facts.quotas);
  const deleting = metadata.deletionTimestamp !== undefined;
  const isJudged = owner.kind !== 'system' && !deleting;
  const checks = isJudged ? checksOf(facts, owner.team) : [];
  const inState = (wanted: NamespaceCheck['state']) =>
    checks.flatMap(({ aspect, state }) => (state === wanted ? [aspect] : []));
  const summary = {
    cluster,
    name: metadata.name,
    ...owner,
    ...(metadata.creationTimestamp && {
      createdAt: metadata.creationTimestamp,
    }),
    deleting,
    missing: inState('missing'),
    unknown: inState('unknown'),
    ...(enforce && { podSecurity: enforce }),
    ...(fullest && { fullest }),
  };
  return { summary: { ...summary, state: stateOf(isJudged, summary) }, checks };
}

function stateOf(
  isJudged: boolean,
  found: Pick<NamespaceSummary, 'missing' | 'unknown'>,
): NamespaceSummary['state'] {
  if (!isJudged) {
    return 'unjudged';
  }
  if (found.missing.length > 0) {
    return 'missing';
  }
  return found.unknown.length > 0 ? 'unknown' : 'complete';
}

function checksOf(
  { namespace, policies, quotas, ranges, bindings }: NamespaceFacts,
  team: string | undefined,
): NamespaceCheck[] {
  const found: Record<Aspect, Judgement | undefined> = {
    owner: team
      ? present(`It belongs to team ${team}.`)
      : missing(
          `It has no label ${TEAM_LABEL}: nobody answers for what runs here.`,
        ),
    podSecurity: judgePodSecurity(podSecurityOf(namespace.metadata.labels)),
    defaultDeny: whenRead(policies, 'network policies', judgeDefaultDeny),
    quota: whenRead(quotas, 'resource quotas', judgeQuota),
    quotaRoom: quotas && judgeQuotaRoom(quotas),
    limitRange: whenRead(ranges, 'limit ranges', judgeLimitRange),
    access: whenRead(bindings, 'role bindings', judgeAccess),
  };
  return aspects.flatMap(aspect => {
    const judgement = found[aspect];
    return judgement ? [{ aspect, ...judgement }] : [];
  });
}

function whenRead<T>(
  facts: T | undefined,
  what: string,
  judge: (facts: T) => Judgement,
): Judgement {
  return facts === undefined
    ? {
        state: 'unknown',
        says: `Not known: the ${what} of the cluster could not be read.`,
      }
    : judge(facts);
}
