import { allContainers } from '../defaults/podDefaults';
import {
  containersThat,
  namesWhere,
  plural,
  quoted,
  settersWhere,
  type PodSecurityCheck,
} from './podSecurityBaseline';

type Draft = any;

const allowedVolumes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, on top of the baseline. */
export const restrictedChecks: readonly PodSecurityCheck[] = [
  {
    id: 'allowPrivilegeEscalation',
    find: spec => {
      const names = namesWhere(
        spec,
        container =>
          container.securityContext?.allowPrivilegeEscalation !== false,
      );
      return names.length === 0
        ? undefined
        : {
            reason: 'allowPrivilegeEscalation != false',
            detail: containersThat(
              names,
              'must set securityContext.allowPrivilegeEscalation=false',
            ),
          };
    },
  },
  {
    id: 'capabilities_restricted',
    replaces: 'capabilities_baseline',
    find: findCapabilities,
  },
  {
    id: 'restrictedVolumes',
    replaces: 'hostPathVolumes',
    find: spec => {
      const bad = (spec.volumes ?? []).filter(
        (volume: Draft) => !allowedVolumes.some(type => volume[type]),
      );
      const names = bad.map((volume: Draft) => volume.name);
      const types = [
        ...new Set(
          bad.map(
            (volume: Draft) =>
              Object.keys(volume).find(key => key !== 'name') ?? 'unknown',
          ),
        ),
      ].sort();
      return names.length === 0
        ? undefined
        : {
            reason: 'restricted volume types',
            detail: `${plural('volume', names)} ${quoted(names)} ${
              names.length === 1 ? 'uses' : 'use'
            } ${plural('restricted volume type', types)} ${quoted(types)}`,
          };
    },
  },
  { id: 'runAsNonRoot', find: findRoot },
  {
    id: 'runAsUser',
    find: spec => {
      const setters = settersWhere(spec, context => context?.runAsUser === 0);
      return setters.length === 0
        ? undefined
        : {
            reason: 'runAsUser=0',
            detail: `${setters.join(' and ')} must not set runAsUser=0`,
          };
    },
  },
  {
    id: 'seccompProfile_restricted',
    replaces: 'seccompProfile_baseline',
    find: findSeccomp,
  },
];

function findCapabilities(spec: Draft) {
  const capabilities = (container: Draft) =>
    container.securityContext?.capabilities ?? {};
  const forbiddenOf = (container: Draft): string[] =>
    (capabilities(container).add ?? []).filter(
      (capability: string) => capability !== 'NET_BIND_SERVICE',
    );
  const missing = namesWhere(
    spec,
    container => !capabilities(container).drop?.includes('ALL'),
  );
  const adding = namesWhere(
    spec,
    container => forbiddenOf(container).length > 0,
  );
  const found = new Set(allContainers(spec).flatMap(forbiddenOf).sort());
  const details = [
    ...(missing.length > 0
      ? [
          containersThat(
            missing,
            'must set securityContext.capabilities.drop=["ALL"]',
          ),
        ]
      : []),
    ...(adding.length > 0
      ? [
          containersThat(
            adding,
            `must not include ${quoted(
              found,
            )} in securityContext.capabilities.add`,
          ),
        ]
      : []),
  ];
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') };
}

function findRoot(spec: Draft) {
  const reason = 'runAsNonRoot != true';
  const setters = settersWhere(
    spec,
    context => context?.runAsNonRoot === false,
  );
  if (setters.length > 0) {
    return {
      reason,
      detail: `${setters.join(
        ' and ',
      )} must not set securityContext.runAsNonRoot=false`,
    };
  }
  const names = spec.securityContext?.runAsNonRoot
    ? []
    : namesWhere(
        spec,
        container => container.securityContext?.runAsNonRoot === undefined,
      );
  return names.length === 0
    ? undefined
    : {
        reason,
        detail: `pod or ${containersThat(
          names,
          'must set securityContext.runAsNonRoot=true',
        )}`,
      };
}

function findSeccomp(spec: Draft) {
  const reason = 'seccompProfile';
  const isConfined = (context: Draft) =>
    ['RuntimeDefault', 'Localhost'].includes(context?.seccompProfile?.type);
  const setters = settersWhere(
    spec,
    context => context?.seccompProfile && !isConfined(context),
  );
  if (setters.length > 0) {
    return {
      reason,
      detail: `${setters.join(
        ' and ',
      )} must not set securityContext.seccompProfile.type to "Unconfined"`,
    };
  }
  const names = isConfined(spec.securityContext)
    ? []
    : namesWhere(spec, container => !isConfined(container.securityContext));
  return names.length === 0
    ? undefined
    : {
        reason,
        detail: `pod or ${containersThat(
          names,
          'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
        )}`,
      };
}
