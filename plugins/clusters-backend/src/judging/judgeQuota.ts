import { parseQuantity } from '@runway/integrations';
import {
  QUOTA_NEARLY_USED,
  type QuotaUse,
  type ResourceQuota,
} from '@runway/plugin-clusters-common';
import type { QuotaFact } from '../reading/clusterFacts';
import { type Judgement, listed, missing, present } from './Judgement';

/** What the chart `tenant` limits, and the resources of a quota that do so. */
const LIMITED: Array<[what: string, isLimitedBy: RegExp]> = [
  ['CPU', /^((requests|limits)\.)?cpu$/],
  ['memory', /^((requests|limits)\.)?memory$/],
  [
    'storage',
    /(^|\.storageclass\.storage\.k8s\.io\/)(requests\.storage|persistentvolumeclaims)$/,
  ],
  ['pods', /^(count\/)?pods$/],
];

/** Whether there is a limit for everything that one team could take from the others. */
export function judgeQuota(quotas: ReadonlyArray<QuotaFact>): Judgement {
  if (quotas.length === 0) {
    return missing(
      'There is no ResourceQuota: its pods may take all that the cluster has.',
    );
  }
  const limited = quotas
    .filter(quota => !scopeOf(quota))
    .flatMap(({ spec }) => Object.keys(spec.hard ?? {}));
  const unlimited = LIMITED.filter(
    ([, isLimitedBy]) => !limited.some(resource => isLimitedBy.test(resource)),
  ).map(([what]) => what);
  return unlimited.length > 0
    ? missing(
        `Its ResourceQuota sets no limit for ${listed(
          unlimited,
        )} of the whole namespace.`,
      )
    : present('CPU, memory, storage and pods are limited.');
}

/** Whether there is room left. Undefined where nothing is counted: then there is nothing to say. */
export function judgeQuotaRoom(
  quotas: ReadonlyArray<QuotaFact>,
): Judgement | undefined {
  const uses = quotas.flatMap(quota => describeQuota(quota).resources);
  const banned = uses.filter(isBroken);
  const full = uses.filter(
    ({ ratio }) => ratio !== null && ratio >= QUOTA_NEARLY_USED,
  );
  const short = [
    ...full.map(
      ({ resource, used, hard, ratio }) =>
        `${resource}: ${used} of ${hard} (${Math.floor(ratio! * 100)} %)`,
    ),
    ...banned.map(
      ({ resource, used }) => `${resource}: ${used}, and none is allowed`,
    ),
  ];
  if (short.length > 0) {
    return missing(
      `Nearly used up is ${listed(short)}. What goes beyond is refused.`,
    );
  }
  const fullest = fullestOf(quotas);
  return (
    fullest &&
    present(
      `The least room is left for ${fullest.resource}: ${fullest.used} of ${
        fullest.hard
      } (${Math.floor(fullest.ratio! * 100)} %).`,
    )
  );
}

/** The resource with the least room. */
export function fullestOf(
  quotas: ReadonlyArray<QuotaFact>,
): QuotaUse | undefined {
  return quotas
    .flatMap(quota => describeQuota(quota).resources)
    .filter(({ ratio }) => ratio !== null)
    .reduce<QuotaUse | undefined>(
      (fullest, use) =>
        fullest && fullest.ratio! >= use.ratio! ? fullest : use,
      undefined,
    );
}

/** A quota with its use; the fullest resource first. */
export function describeQuota(quota: QuotaFact): ResourceQuota {
  const used = quota.status?.used ?? {};
  const scope = scopeOf(quota);
  return {
    name: quota.metadata.name,
    ...(scope && { scope }),
    resources: Object.entries(quota.spec.hard ?? {})
      .map(([resource, hard]) => toUse(resource, hard, used[resource]))
      .sort((one, other) => (other.ratio ?? -1) - (one.ratio ?? -1)),
  };
}

function toUse(
  resource: string,
  hard: string,
  used: string | undefined,
): QuotaUse {
  const limit = parseQuantity(hard);
  const amount = used === undefined ? undefined : parseQuantity(used);
  return {
    resource,
    hard,
    ...(used !== undefined && { used }),
    ratio: limit && amount !== undefined ? Math.max(0, amount) / limit : null,
  };
}

/** There is some of what is banned: it was made before the ban. */
const isBroken = ({ hard, used }: QuotaUse) =>
  parseQuantity(hard) === 0 &&
  used !== undefined &&
  (parseQuantity(used) ?? 0) > 0;

function scopeOf({ spec }: QuotaFact): string | undefined {
  const scopes = [
    ...(spec.scopes ?? []),
    ...(spec.scopeSelector?.matchExpressions ?? []).map(
      ({ scopeName, operator, values }) =>
        values?.length
          ? `${scopeName} ${operator} ${values.join(', ')}`
          : `${scopeName} ${operator}`,
    ),
  ];
  return scopes.length > 0 ? scopes.join('; ') : undefined;
}
