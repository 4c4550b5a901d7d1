import type { KubernetesObject } from '../../../core/SandboxContext';
import { assessHealth } from './assessHealth';

const object = (
  type: string,
  fields: Record<string, unknown>,
): KubernetesObject => {
  const [apiVersion, kind] = type.split(' ');
  const { generation = 1, deletionTimestamp, ...rest } = fields;
  return {
    apiVersion,
    kind,
    metadata: { name: 'a', generation, deletionTimestamp },
    ...rest,
  };
};
const rollout = (status: object, spec: object = { replicas: 2 }) =>
  object('apps/v1 Deployment', {
    spec,
    status: { observedGeneration: 1, ...status },
  });
const pod = (status: object, spec: object = {}) =>
  object('v1 Pod', { spec, status });
const waiting = (reason: string) => ({
  phase: 'Pending',
  containerStatuses: [
    { name: 'a', state: { waiting: { reason, message: 'because' } } },
  ],
});
const ready = (status: string) => ({
  status: { conditions: [{ type: 'Ready', status, message: 'so' }] },
});

const cronJob = (status?: object, suspend = false) =>
  object('batch/v1 CronJob', { spec: { suspend }, ...(status && { status }) });
const early = '2026-01-01T03:15:00Z';
const late = '2026-01-02T03:15:00Z';

const cases: Array<[string, KubernetesObject, string?, string?]> = [
  [
    'an old rollout',
    rollout({ observedGeneration: 0 }),
    'Progressing',
    'Waiting for rollout to finish: observed deployment generation less than desired generation',
  ],
  [
    'a starting rollout',
    rollout({ updatedReplicas: 1 }),
    'Progressing',
    'Waiting for rollout to finish: 1 out of 2 new replicas have been updated...',
  ],
  [
    'an ending rollout',
    rollout({ updatedReplicas: 2, replicas: 3 }),
    'Progressing',
    'Waiting for rollout to finish: 1 old replicas are pending termination...',
  ],
  [
    'unready pods',
    rollout({ updatedReplicas: 2, replicas: 2, availableReplicas: 1 }),
    'Progressing',
    'Waiting for rollout to finish: 1 of 2 updated replicas are available...',
  ],
  [
    'a finished rollout',
    rollout({ updatedReplicas: 2, replicas: 2, availableReplicas: 2 }),
    'Healthy',
  ],
  [
    'a rollout that takes too long',
    rollout({
      conditions: [{ type: 'Progressing', reason: 'ProgressDeadlineExceeded' }],
    }),
    'Degraded',
    'Deployment "a" exceeded its progress deadline',
  ],
  [
    'a paused rollout',
    rollout({}, { paused: true }),
    'Suspended',
    'Deployment is paused',
  ],
  ['a missing image', pod(waiting('ImagePullBackOff')), 'Degraded', 'because'],
  [
    'a broken configuration',
    pod(waiting('CreateContainerConfigError')),
    'Degraded',
    'because',
  ],
  ['a pod that starts', pod(waiting('ContainerCreating')), 'Progressing'],
  [
    'a missing image of a job',
    pod(waiting('ImagePullBackOff'), { restartPolicy: 'Never' }),
    'Progressing',
  ],
  [
    'a ready pod',
    pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }),
    'Healthy',
  ],
  [
    'a failed pod',
    pod({
      phase: 'Failed',
      containerStatuses: [
        { name: 'a', state: { terminated: { exitCode: 3 } } },
      ],
    }),
    'Degraded',
    'container "a" failed with exit code 3',
  ],
  ['a running job', object('batch/v1 Job', { status: {} }), 'Progressing'],
  [
    'a complete job',
    object('batch/v1 Job', {
      status: { conditions: [{ type: 'Complete', status: 'True' }] },
    }),
    'Healthy',
  ],
  ['a new cron job', cronJob(), 'Progressing', 'Waiting for CronJob'],
  [
    'a suspended cron job',
    cronJob({}, true),
    'Suspended',
    'CronJob is Suspended',
  ],
  [
    'a cron job before its first run',
    cronJob({ active: [] }),
    'Healthy',
    'CronJob has not been scheduled yet',
  ],
  [
    'a cron job that never succeeded',
    cronJob({ lastScheduleTime: late }),
    'Healthy',
    'CronJob has never completed',
  ],
  [
    'a cron job that runs, after one that may have failed',
    cronJob({
      lastScheduleTime: late,
      lastSuccessfulTime: early,
      active: [{ name: 'a' }],
    }),
    'Healthy',
    'CronJob is running',
  ],
  [
    'a cron job whose last run failed',
    cronJob({ lastScheduleTime: late, lastSuccessfulTime: early }),
    'Degraded',
    'CronJob has not completed its last execution successfully',
  ],
  [
    'a cron job whose last run succeeded',
    cronJob({ lastScheduleTime: early, lastSuccessfulTime: late, active: [] }),
    'Healthy',
    'CronJob has completed its last execution successfully',
  ],
  [
    'a failed job',
    object('batch/v1 Job', {
      status: {
        conditions: [{ type: 'Failed', status: 'True', message: 'no' }],
      },
    }),
    'Degraded',
    'no',
  ],
  [
    'an ingress without address',
    object('networking.k8s.io/v1 Ingress', {}),
    'Progressing',
  ],
  [
    'an ingress',
    object('networking.k8s.io/v1 Ingress', {
      status: { loadBalancer: { ingress: [{ ip: '1' }] } },
    }),
    'Healthy',
  ],
  ['a service', object('v1 Service', { spec: {} }), 'Healthy'],
  [
    'an unbound claim',
    object('v1 PersistentVolumeClaim', { status: { phase: 'Pending' } }),
    'Progressing',
  ],
  [
    'an autoscaler without metrics',
    object('autoscaling/v2 HorizontalPodAutoscaler', {
      status: {
        conditions: [
          {
            type: 'ScalingActive',
            status: 'False',
            reason: 'FailedGetResourceMetric',
            message: 'none',
          },
        ],
      },
    }),
    'Degraded',
    'none',
  ],
  [
    'an autoscaler',
    object('autoscaling/v2 HorizontalPodAutoscaler', {
      status: {
        conditions: [{ type: 'AbleToScale', status: 'True', message: 'ok' }],
      },
    }),
    'Healthy',
    'ok',
  ],
  [
    'a new certificate',
    object('cert-manager.io/v1 Certificate', {}),
    'Progressing',
    'Waiting for certificate',
  ],
  [
    'a certificate',
    object('cert-manager.io/v1 Certificate', ready('True')),
    'Healthy',
    'so',
  ],
  [
    'a refused certificate',
    object('cert-manager.io/v1 Certificate', ready('False')),
    'Degraded',
    'so',
  ],
  [
    'a secret that Vault refuses',
    object('secrets.hashicorp.com/v1beta1 VaultStaticSecret', ready('False')),
    'Degraded',
    'so',
  ],
  [
    'a secret of Vault',
    object('secrets.hashicorp.com/v1beta1 VaultStaticSecret', {
      status: { secretMAC: 'x' },
    }),
    'Healthy',
  ],
  [
    'a new secret of Vault',
    object('secrets.hashicorp.com/v1beta1 VaultStaticSecret', {}),
    'Progressing',
    'Waiting for the secret to be synced',
  ],
  [
    'a degraded application',
    object('argoproj.io/v1alpha1 Application', {
      status: { health: { status: 'Degraded' } },
    }),
    'Degraded',
  ],
  [
    'something leaving',
    object('v1 ConfigMap', { deletionTimestamp: 'now' }),
    'Progressing',
    'Pending deletion',
  ],
  ['a config map', object('v1 ConfigMap', {})],
];

it.each(
  cases.map(([name, subject, status, message]) => ({
    name,
    subject,
    status,
    message,
  })),
)('$name', ({ subject, status, message }) => {
  expect(assessHealth(subject)).toEqual(
    status ? { status, ...(message ? { message } : {}) } : undefined,
  );
});
