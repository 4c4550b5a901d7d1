import type * as k8s from '@kubernetes/client-node';

/** A container that starts, unless told otherwise. */
export function container(
  fields: Partial<k8s.V1Container> = {},
): k8s.V1Container {
  return { name: 'main', image: 'nginx:1', ...fields };
}

/** A Deployment of one such container. */
export function deployment(
  name: string,
  options: {
    replicas?: number;
    image?: string;
    maxSurge?: number;
    maxUnavailable?: number;
    progressDeadlineSeconds?: number;
    container?: Partial<k8s.V1Container>;
  } = {},
): k8s.V1Deployment {
  const { maxSurge, maxUnavailable, progressDeadlineSeconds } = options;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: options.replicas ?? 1,
      ...(progressDeadlineSeconds ? { progressDeadlineSeconds } : {}),
      ...(maxSurge === undefined
        ? {}
        : { strategy: { rollingUpdate: { maxSurge, maxUnavailable } } }),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            container({
              ...(options.image ? { image: options.image } : {}),
              ...options.container,
            }),
          ],
        },
      },
    },
  };
}

/** What Pod Security `restricted` wants of a container. */
export const restrictedContext: k8s.V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
