import type { KubernetesObject } from '@runway/sandbox';
import { SERVICE_LABEL } from '@runway/plugin-kubernetes-common';

/** A Deployment with one pod and a Service, in a namespace of its own. */
export function workload(
  service: string,
  environment: string,
  { image = 'nginx:1.29' } = {},
): KubernetesObject[] {
  const namespace = `cabin-${environment}`;
  const labels = {
    'app.kubernetes.io/name': service,
    [SERVICE_LABEL]: service,
    'runway.aerq.io/environment': environment,
  };
  const metadata = { name: service, namespace, labels };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: { 'app.kubernetes.io/name': service } },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'main',
                image,
                env: [{ name: 'GREETING', value: 'hunter2' }],
                resources: {
                  requests: { cpu: '100m', memory: '128Mi' },
                  limits: { memory: '256Mi' },
                },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: { 'app.kubernetes.io/name': service },
        ports: [{ port: 80 }],
      },
    },
  ];
}
