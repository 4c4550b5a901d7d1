import { allContainers } from '../defaults/podDefaults';

type Draft = any;

/** One check of the Pod Security Standards. */
export interface PodSecurityCheck {
  id: string;
  /** The baseline check that this one takes the place of. */
  replaces?: string;
  find(
    spec: Draft,
    metadata: Draft,
  ): { reason: string; detail: string } | undefined;
}

/** `container "a" ` or `containers "a", "b" `, followed by what they do wrong. */
export function containersThat(names: string[], what: string): string {
  return `${plural('container', names)} ${quoted(names)} ${what}`;
}

export function plural(word: string, list: readonly unknown[]): string {
  return list.length === 1 ? word : `${word}s`;
}

export function quoted(values: Iterable<unknown>): string {
  return [...values].map(value => JSON.stringify(String(value))).join(', ');
}

/** Names of containers, init containers included, that a predicate is true for. */
export function namesWhere(
  spec: Draft,
  isBad: (container: Draft) => boolean,
): string[] {
  return [...allContainers(spec), ...(spec.ephemeralContainers ?? [])]
    .filter(isBad)
    .map(container => container.name);
}

const defaultCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const baselineChecks: readonly PodSecurityCheck[] = [
  {
    id: 'capabilities_baseline',
    find: spec => {
      const added = (container: Draft): string[] =>
        (container.securityContext?.capabilities?.add ?? []).filter(
          (capability: string) => !defaultCapabilities.has(capability),
        );
      const names = namesWhere(spec, container => added(container).length > 0);
      const found = new Set(allContainers(spec).flatMap(added).sort());
      return names.length === 0
        ? undefined
        : {
            reason: 'non-default capabilities',
            detail: containersThat(
              names,
              `must not include ${quoted(
                found,
              )} in securityContext.capabilities.add`,
            ),
          };
    },
  },
  {
    id: 'hostNamespaces',
    find: spec => {
      const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter(
        field => spec[field],
      );
      return shared.length === 0
        ? undefined
        : {
            reason: 'host namespaces',
            detail: shared.map(field => `${field}=true`).join(', '),
          };
    },
  },
  {
    id: 'hostPathVolumes',
    find: spec => {
      const names = (spec.volumes ?? [])
        .filter((volume: Draft) => volume.hostPath)
        .map((volume: Draft) => volume.name);
      return names.length === 0
        ? undefined
        : {
            reason: 'hostPath volumes',
            detail: `${plural('volume', names)} ${quoted(names)}`,
          };
    },
  },
  {
    id: 'hostPorts',
    find: spec => {
      const portsOf = (container: Draft): number[] =>
        (container.ports ?? []).flatMap((port: Draft) => port.hostPort || []);
      const names = namesWhere(
        spec,
        container => portsOf(container).length > 0,
      );
      const ports = [...new Set(allContainers(spec).flatMap(portsOf))];
      return names.length === 0
        ? undefined
        : {
            reason: 'hostPort',
            detail: containersThat(
              names,
              `${names.length === 1 ? 'uses' : 'use'} ${plural(
                'hostPort',
                ports,
              )} ${ports.map(String).sort().join(', ')}`,
            ),
          };
    },
  },
  {
    id: 'privileged',
    find: spec => {
      const names = namesWhere(
        spec,
        container => container.securityContext?.privileged === true,
      );
      return names.length === 0
        ? undefined
        : {
            reason: 'privileged',
            detail: containersThat(
              names,
              'must not set securityContext.privileged=true',
            ),
          };
    },
  },
  {
    id: 'procMount',
    find: spec => {
      const mountOf = (container: Draft) =>
        container.securityContext?.procMount ?? 'Default';
      const names = namesWhere(
        spec,
        container => mountOf(container) !== 'Default',
      );
      return names.length === 0
        ? undefined
        : {
            reason: 'procMount',
            detail: containersThat(
              names,
              'must not set securityContext.procMount to "Unmasked"',
            ),
          };
    },
  },
  {
    id: 'seccompProfile_baseline',
    find: spec => {
      const isBad = (context: Draft) =>
        context?.seccompProfile?.type === 'Unconfined';
      const setters = settersWhere(spec, isBad);
      return setters.length === 0
        ? undefined
        : {
            reason: 'seccompProfile',
            detail: `${setters.join(
              ' and ',
            )} must not set securityContext.seccompProfile.type to "Unconfined"`,
          };
    },
  },
  {
    id: 'sysctls',
    find: spec => {
      const unsafe = (spec.securityContext?.sysctls ?? [])
        .map((sysctl: Draft) => sysctl.name)
        .filter((name: string) => !safeSysctls.has(name));
      return unsafe.length === 0
        ? undefined
        : { reason: 'forbidden sysctls', detail: unsafe.join(', ') };
    },
  },
];

/** `pod` and `container "a"`, whichever security context a predicate is true for. */
export function settersWhere(
  spec: Draft,
  isBad: (securityContext: Draft) => boolean,
): string[] {
  const names = namesWhere(spec, container => isBad(container.securityContext));
  return [
    ...(isBad(spec.securityContext) ? ['pod'] : []),
    ...(names.length > 0
      ? [`${plural('container', names)} ${quoted(names)}`]
      : []),
  ];
}
