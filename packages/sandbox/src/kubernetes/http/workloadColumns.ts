import { formatSelector } from '../store/LabelSelector';
import { age, duration } from './humanDuration';
import { podStatus } from './podStatus';
import { count, created, text, type TableColumn } from './TableColumn';

type Draft = any;

const ready = text(
  'Ready',
  ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
);

/** Columns of Pods and of what makes them. */
export const workloadColumns: Record<string, TableColumn[]> = {
  pods: [
    text('Ready', ({ spec, status }) => {
      const states = status?.containerStatuses ?? [];
      return `${states.filter((state: Draft) => state.ready).length}/${
        spec.containers.length
      }`;
    }),
    text('Status', podStatus),
    text('Restarts', ({ status }) =>
      (status?.containerStatuses ?? []).reduce(
        (sum: number, state: Draft) => sum + state.restartCount,
        0,
      ),
    ),
    created,
    text('IP', ({ status }) => status?.podIP, 1),
    text('Node', ({ spec }) => spec.nodeName, 1),
  ],
  'deployments.apps': [
    ready,
    count('Up-to-date', ({ status }) => status?.updatedReplicas),
    count('Available', ({ status }) => status?.availableReplicas),
    created,
    ...podTemplate(),
  ],
  'replicasets.apps': [
    count('Desired', ({ spec }) => spec.replicas),
    count('Current', ({ status }) => status?.replicas),
    count('Ready', ({ status }) => status?.readyReplicas),
    created,
    ...podTemplate(),
  ],
  'statefulsets.apps': [ready, created, ...podTemplate()],
  'daemonsets.apps': [
    count('Desired', ({ status }) => status?.desiredNumberScheduled),
    count('Current', ({ status }) => status?.currentNumberScheduled),
    count('Ready', ({ status }) => status?.numberReady),
    count('Up-to-date', ({ status }) => status?.updatedNumberScheduled),
    count('Available', ({ status }) => status?.numberAvailable),
    created,
  ],
  'jobs.batch': [
    text('Status', ({ status, spec }) => jobStatus(status, spec)),
    text(
      'Completions',
      ({ spec, status }) =>
        `${status?.succeeded ?? 0}/${spec.completions ?? 1}`,
    ),
    text('Duration', ({ status }) =>
      status?.startTime
        ? duration(
            Date.parse(status.completionTime ?? new Date().toISOString()) -
              Date.parse(status.startTime),
          )
        : '',
    ),
    created,
  ],
  'cronjobs.batch': [
    text('Schedule', ({ spec }) => spec.schedule),
    text('Timezone', ({ spec }) => spec.timeZone),
    text('Suspend', ({ spec }) => (spec.suspend ? 'True' : 'False')),
    count('Active', ({ status }) => status?.active?.length),
    text('Last Schedule', ({ status }) =>
      status?.lastScheduleTime ? age(status.lastScheduleTime) : undefined,
    ),
    created,
  ],
};

function podTemplate(): TableColumn[] {
  const containers = ({ spec }: Draft) => spec.template?.spec?.containers ?? [];
  return [
    text(
      'Containers',
      object =>
        containers(object)
          .map((c: Draft) => c.name)
          .join(','),
      1,
    ),
    text(
      'Images',
      object =>
        containers(object)
          .map((c: Draft) => c.image)
          .join(','),
      1,
    ),
    text('Selector', ({ spec }) => formatSelector(spec.selector ?? {}), 1),
  ];
}

function jobStatus(status: Draft, spec: Draft): string {
  const isTrue = (type: string) =>
    status?.conditions?.some(
      (condition: Draft) =>
        condition.type === type && condition.status === 'True',
    );
  if (isTrue('Complete')) {
    return 'Complete';
  }
  if (isTrue('Failed')) {
    return 'Failed';
  }
  return spec.suspend ? 'Suspended' : 'Running';
}
