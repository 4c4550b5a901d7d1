import type { KubernetesObject } from '@runway/integrations';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Container = { env?: Array<{ name: string; value?: string }> };
type PodSpec = { containers?: Container[]; initContainers?: Container[] };

/**
 * An object as it may go to a browser: without the values of environment variables, which aren't meant for everybody who
 * may see workloads, and without bookkeeping that is larger than the rest.
 */
export function withoutConfiguration(
  object: KubernetesObject,
): KubernetesObject {
  const { managedFields: _, annotations, ...metadata } = object.metadata;
  const { [LAST_APPLIED]: __, ...others } = annotations ?? {};
  const copy = structuredClone({
    ...object,
    metadata: { ...metadata, ...(annotations && { annotations: others }) },
  });
  podSpecsOf(copy).forEach(({ containers = [], initContainers = [] }) =>
    [...containers, ...initContainers].forEach(({ env = [] }) =>
      env.forEach(variable => delete variable.value),
    ),
  );
  return copy;
}

/** Of a Pod, of what makes Pods, and of what makes Jobs. */
function podSpecsOf({ kind, spec }: KubernetesObject): PodSpec[] {
  const { template, jobTemplate } = (spec ?? {}) as {
    template?: { spec?: PodSpec };
    jobTemplate?: { spec?: { template?: { spec?: PodSpec } } };
  };
  return [
    kind === 'Pod' ? (spec as PodSpec) : undefined,
    template?.spec,
    jobTemplate?.spec?.template?.spec,
  ].filter(each => each !== undefined);
}
