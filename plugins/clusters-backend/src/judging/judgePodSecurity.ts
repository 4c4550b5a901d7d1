import { type Judgement, missing, present } from './Judgement';

const PREFIX = 'pod-security.kubernetes.io/';

/** Levels of a namespace, as its labels name them. */
export interface PodSecurityLevels {
  enforce?: string;
  warn?: string;
  audit?: string;
}

export function podSecurityOf(
  labels: Record<string, string> = {},
): PodSecurityLevels {
  const { enforce, warn, audit } = Object.fromEntries(
    ['enforce', 'warn', 'audit'].map(mode => [mode, labels[PREFIX + mode]]),
  );
  return {
    ...(enforce && { enforce }),
    ...(warn && { warn }),
    ...(audit && { audit }),
  };
}

/** Only what is enforced keeps a pod out; warnings and audit alone don't. */
export function judgePodSecurity({
  enforce,
  warn,
  audit,
}: PodSecurityLevels): Judgement {
  switch (enforce) {
    case 'restricted':
      return present('Pods must meet the level restricted.');
    case 'baseline':
      return missing(
        'Only the level baseline is enforced: pods may run as root and keep privileges that restricted takes away.',
      );
    case 'privileged':
      return missing(
        'The level privileged is set: any pod is let in, also one that takes over its node.',
      );
    case undefined: {
      const only = [warn && 'warned about', audit && 'written down'].filter(
        Boolean,
      );
      return missing(
        only.length > 0
          ? `No level is enforced: pods are only ${only.join(
              ' and ',
            )}, and let in.`
          : 'No level is set: the default of the cluster holds, which usually lets any pod in.',
      );
    }
    default:
      return missing(
        `The level "${enforce}" is none that Kubernetes knows; what happens is up to the version of the cluster.`,
      );
  }
}
