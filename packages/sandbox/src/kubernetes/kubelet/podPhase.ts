import { withCondition, type Condition } from '../controllers/conditions';

type Draft = any;

/** The Pod's phase and conditions by the states of its containers. */
export function summarize(pod: Draft, status: Draft): Draft {
  const inits: Draft[] = status.initContainerStatuses ?? [];
  const containers: Draft[] = status.containerStatuses ?? [];
  const initialized = inits.every(isInitialized(pod));
  const ready = initialized && containers.every(state => state.ready);
  const phase = phaseOf(pod, inits, containers);
  const finished = phase === 'Succeeded' || phase === 'Failed';
  const unready = containers
    .filter(state => !state.ready)
    .map(state => state.name);
  const notReady = finished
    ? { reason: 'PodCompleted' }
    : {
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${unready.join(' ')}]`,
      };
  const readiness = (type: string): Condition =>
    ready && !finished
      ? { type, status: 'True' }
      : { type, status: 'False', ...notReady };
  const conditions: Condition[] = [
    {
      type: 'PodReadyToStartContainers',
      status: finished ? 'False' : 'True',
    },
    initialized
      ? { type: 'Initialized', status: 'True' }
      : {
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: [${inits
            .filter(state => !isInitialized(pod)(state))
            .map(state => state.name)
            .join(' ')}]`,
        },
    readiness('Ready'),
    readiness('ContainersReady'),
    { type: 'PodScheduled', status: 'True' },
  ];
  return {
    ...status,
    phase,
    conditions: conditions.reduce(withCondition, status.conditions ?? []),
  };
}

/** Whether an init container lets the next one begin: it ended well, or it is a sidecar that runs. */
export function isInitialized(pod: Draft) {
  return (state: Draft): boolean =>
    isSidecar(pod, state.name)
      ? state.started === true
      : state.state?.terminated?.exitCode === 0;
}

function isSidecar(pod: Draft, name: string): boolean {
  return pod.spec.initContainers?.some(
    (container: Draft) =>
      container.name === name && container.restartPolicy === 'Always',
  );
}

function phaseOf(pod: Draft, inits: Draft[], containers: Draft[]): string {
  const failedInit = inits.some(
    state =>
      (state.state?.terminated?.exitCode ?? 0) !== 0 &&
      pod.spec.restartPolicy === 'Never',
  );
  if (failedInit) {
    return 'Failed';
  }
  const hasEnded = (state: Draft) => state.state?.terminated !== undefined;
  if (containers.length > 0 && containers.every(hasEnded)) {
    const failed = containers.some(
      state => state.state.terminated.exitCode !== 0,
    );
    const { restartPolicy } = pod.spec;
    if (!failed && restartPolicy !== 'Always') {
      return 'Succeeded';
    }
    return failed && restartPolicy === 'Never' ? 'Failed' : 'Running';
  }
  const neverStarted = (state: Draft) =>
    state.state?.waiting !== undefined && !state.lastState?.terminated;
  return !inits.every(isInitialized(pod)) || containers.some(neverStarted)
    ? 'Pending'
    : 'Running';
}
