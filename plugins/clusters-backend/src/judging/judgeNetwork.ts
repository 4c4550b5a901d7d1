import type { NetworkPolicy } from '@runway/plugin-clusters-common';
import type { PeerFact, PolicyFact, PortFact } from '../reading/clusterFacts';
import { type Judgement, listed, missing, present } from './Judgement';
import {
  peerInWords,
  podsInWords,
  portsInWords,
  selectsAll,
} from './networkWords';

type Direction = 'Ingress' | 'Egress';

interface Rule {
  peers: PeerFact[];
  ports: PortFact[] | null | undefined;
}

/**
 * Whether nothing may come in or go out but what is allowed on purpose, judged by effect: policies add up, and a pod is
 * closed in a direction as soon as any policy with that direction selects it. So what counts is a policy about all pods in
 * each direction, whatever it is called, and that none about all pods opens the direction again as a whole.
 */
export function judgeDefaultDeny(
  policies: ReadonlyArray<PolicyFact>,
): Judgement {
  const faults = (['Ingress', 'Egress'] as const).flatMap(direction => {
    const fault = faultOf(policies, direction);
    return fault ? [fault] : [];
  });
  return faults.length > 0
    ? missing(faults.join(' '))
    : present(
        'Nothing comes in and nothing goes out but what a policy allows.',
      );
}

const WORDS = {
  Ingress: {
    all: 'Any pod may be called from everywhere',
    wide: 'Any pod may be called from every namespace',
    verb: 'comes in',
  },
  Egress: {
    all: 'Any pod may call everything',
    wide: 'Any pod may call every namespace',
    verb: 'goes out',
  },
};

function faultOf(
  policies: ReadonlyArray<PolicyFact>,
  direction: Direction,
): string | undefined {
  const { all, wide, verb } = WORDS[direction];
  const ofDirection = policies.filter(policy =>
    directionsOf(policy).includes(direction),
  );
  const closing = ofDirection.filter(policy =>
    selectsAll(policy.spec.podSelector),
  );
  if (closing.length === 0) {
    const but =
      ofDirection.length > 0
        ? `, except those selected by ${namesOf(ofDirection)}`
        : '';
    return `${all}${but}: no policy about all pods denies what ${verb}.`;
  }
  const openedBy = (isOpen: (rule: Rule) => boolean) =>
    closing.filter(policy => rulesOf(policy, direction).some(isOpen));
  const opening = openedBy(opensAll);
  if (opening.length > 0) {
    return `${all}: ${allowedBy(opening)}.`;
  }
  const widening = openedBy(opensEveryNamespace);
  return widening.length > 0 ? `${wide}: ${allowedBy(widening)}.` : undefined;
}

/** Rules without peers are for everybody, those without ports for all ports. */
const opensAll = ({ peers, ports }: Rule) =>
  !ports?.length &&
  (peers.length === 0 ||
    peers.some(
      ({ ipBlock }) =>
        ipBlock && /\/0$/.test(ipBlock.cidr) && !ipBlock.except?.length,
    ));

const opensEveryNamespace = ({ peers, ports }: Rule) =>
  !ports?.length &&
  peers.some(
    ({ namespaceSelector, podSelector }) =>
      namespaceSelector &&
      selectsAll(namespaceSelector) &&
      selectsAll(podSelector),
  );

const namesOf = (policies: PolicyFact[]) =>
  `${policies.length > 1 ? 'policies' : 'policy'} ${listed(
    policies.map(({ metadata }) => `"${metadata.name}"`),
  )}`;

const allowedBy = (policies: PolicyFact[]) =>
  `${namesOf(policies)} ${policies.length > 1 ? 'allow' : 'allows'} it`;

/** As the API server fills them in: Ingress always, Egress where the policy has rules for it. */
function directionsOf({ spec }: PolicyFact): string[] {
  if (spec.policyTypes?.length) {
    return spec.policyTypes;
  }
  return spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

function rulesOf({ spec }: PolicyFact, direction: Direction): Rule[] {
  return direction === 'Ingress'
    ? (spec.ingress ?? []).map(({ from, ports }) => ({
        peers: from ?? [],
        ports,
      }))
    : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to ?? [], ports }));
}

/** A policy in words. */
export function describePolicy(policy: PolicyFact): NetworkPolicy {
  const directions = directionsOf(policy);
  const inWords = (direction: Direction) =>
    rulesOf(policy, direction).map(({ peers, ports }) => {
      const who = peers.length ? listed(peers.map(peerInWords)) : 'anywhere';
      return `${who}${portsInWords(ports)}`;
    });
  return {
    name: policy.metadata.name,
    pods: podsInWords(policy.spec.podSelector),
    ...(directions.includes('Ingress') && { ingress: inWords('Ingress') }),
    ...(directions.includes('Egress') && { egress: inWords('Egress') }),
  };
}
