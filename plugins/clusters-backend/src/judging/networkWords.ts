import type { PeerFact, PortFact, SelectorFact } from '../reading/clusterFacts';

const NAME_LABEL = 'kubernetes.io/metadata.name';

export const selectsAll = (selector: SelectorFact | null | undefined) =>
  Object.keys(selector?.matchLabels ?? {}).length === 0 &&
  (selector?.matchExpressions ?? []).length === 0;

/** A selector in words, e.g. `app=web, tier in (a, b)`. */
export function selectorInWords(selector: SelectorFact): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  const expressions = (selector.matchExpressions ?? []).map(
    ({ key, operator, values }) => {
      const among = `(${(values ?? []).join(', ')})`;
      switch (operator) {
        case 'In':
          return `${key} in ${among}`;
        case 'NotIn':
          return `${key} not in ${among}`;
        case 'Exists':
          return `${key} is set`;
        default:
          return `${key} is not set`;
      }
    },
  );
  return [...labels, ...expressions].join(', ');
}

/** Which pods of its namespace a policy is about. */
export const podsInWords = (selector: SelectorFact): string =>
  selectsAll(selector) ? 'All pods' : `Pods with ${selectorInWords(selector)}`;

export function peerInWords(peer: PeerFact): string {
  const { ipBlock, podSelector, namespaceSelector } = peer;
  if (ipBlock) {
    const except = ipBlock.except ?? [];
    return except.length > 0
      ? `${ipBlock.cidr} except ${except.join(', ')}`
      : ipBlock.cidr;
  }
  const where = namespaceSelector && namespacesInWords(namespaceSelector);
  if (!podSelector || (where && selectsAll(podSelector))) {
    return where ?? 'nothing';
  }
  const pods = selectsAll(podSelector)
    ? 'every pod'
    : `pods with ${selectorInWords(podSelector)}`;
  return `${pods} of ${where ?? 'this namespace'}`;
}

function namespacesInWords(selector: SelectorFact): string {
  if (selectsAll(selector)) {
    return 'every namespace';
  }
  const { [NAME_LABEL]: name, ...others } = selector.matchLabels ?? {};
  const isOnlyName =
    name &&
    Object.keys(others).length === 0 &&
    !selector.matchExpressions?.length;
  return isOnlyName
    ? `namespace ${name}`
    : `namespaces with ${selectorInWords(selector)}`;
}

/** e.g. ` at TCP 53, UDP 53`; empty for all ports. */
export function portsInWords(ports: PortFact[] | null | undefined): string {
  if (!ports?.length) {
    return '';
  }
  const words = ports.map(({ protocol = 'TCP', port, endPort }) => {
    if (port === undefined) {
      return `any ${protocol}`;
    }
    return `${protocol} ${endPort ? `${port}-${endPort}` : port}`;
  });
  return ` at ${words.join(', ')}`;
}
