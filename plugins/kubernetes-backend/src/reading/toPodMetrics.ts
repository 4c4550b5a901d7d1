import type { ClientPodStatus } from '@backstage/plugin-kubernetes-common';
import { type KubernetesObject, parseQuantity } from '@runway/integrations';

type Amounts = { cpu?: string; memory?: string };
type Resource = keyof Amounts;
interface Container {
  name: string;
  resources?: { requests?: Amounts; limits?: Amounts };
}

const amountOf = (amounts: Amounts | undefined, resource: Resource) =>
  parseQuantity(amounts?.[resource] ?? '0') ?? 0;

const sum = (amounts: number[]) =>
  amounts.reduce((total, amount) => total + amount, 0);

/**
 * What pods take of what they asked for: CPU in cores, memory in bytes.
 *
 * @param metrics - `PodMetrics` of `metrics.k8s.io`; pods without are left out
 */
export function toPodMetrics(
  pods: readonly KubernetesObject[],
  metrics: readonly KubernetesObject[],
): ClientPodStatus[] {
  const keyOf = ({ metadata }: KubernetesObject) =>
    `${metadata.namespace}/${metadata.name}`;
  const measured = new Map(
    metrics.map(metric => [
      keyOf(metric),
      metric.containers as Array<{ name: string; usage: Amounts }>,
    ]),
  );
  return pods.flatMap(pod => {
    const usages = measured.get(keyOf(pod));
    if (!usages) {
      return [];
    }
    const { containers } = pod.spec as { containers: Container[] };
    const usageOf = (name: string) =>
      usages.find(usage => usage.name === name)?.usage;
    const total = (resource: Resource, some: Container[]) => ({
      currentUsage: sum(
        some.map(({ name }) => amountOf(usageOf(name), resource)),
      ),
      requestTotal: sum(
        some.map(({ resources }) => amountOf(resources?.requests, resource)),
      ),
      limitTotal: sum(
        some.map(({ resources }) => amountOf(resources?.limits, resource)),
      ),
    });
    const { name, namespace } = pod.metadata;
    return {
      // Its name is what the components look for; the pod itself is there already.
      pod: { metadata: { name, namespace } },
      cpu: total('cpu', containers),
      memory: total('memory', containers),
      containers: containers.map(container => ({
        container: container.name,
        cpuUsage: total('cpu', [container]),
        memoryUsage: total('memory', [container]),
      })),
    };
  });
}
