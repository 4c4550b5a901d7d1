import { createHash } from 'node:crypto';
import { timestamp } from '../objects/prepareObject';
import {
  backoffAfter,
  firstBackoff,
  waiting,
  type ContainerInput,
  type ContainerResult,
} from './ContainerInput';
import { pullFailed } from './pullFailed';

type Draft = any;

const durations = { pull: 250, ready: 300, run: 500, crash: 300 };

/** One step of a container's life: pulled, created, running, ready, ended, started again. */
export function containerStep(input: ContainerInput): ContainerResult {
  const state = input.status.state ?? {};
  if (state.running) {
    return runningStep(input);
  }
  if (state.terminated) {
    return endedStep(input);
  }
  return waitingStep(input);
}

/** The status of a container that nothing has happened to yet. */
export function initialContainerStatus(
  container: Draft,
  reason: 'ContainerCreating' | 'PodInitializing',
): Draft {
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    lastState: {},
    ready: false,
    restartCount: 0,
    started: false,
    state: { waiting: { reason } },
  };
}

function waitingStep(input: ContainerInput): ContainerResult {
  const { memory, now, status, container, environment } = input;
  const reason = status.state?.waiting?.reason;
  if (reason === 'CrashLoopBackOff') {
    memory.nextStart ??= now + crashBackoff(input);
    if (now < memory.nextStart) {
      return { status, wait: memory.nextStart - now };
    }
    return start(input);
  }
  if (memory.since === undefined) {
    memory.since = now;
    input.event('Normal', 'Pulling', `Pulling image "${container.image}"`);
  }
  const pulled = memory.since + input.delay(durations.pull);
  if (
    now < pulled &&
    reason !== 'ImagePullBackOff' &&
    reason !== 'ErrImagePull'
  ) {
    return { status, wait: pulled - now };
  }
  if (!input.imageExists) {
    return pullFailed(input, reason);
  }
  memory.failedPulls = 0;
  if (environment.problem !== undefined) {
    if (status.state?.waiting?.message !== environment.problem) {
      input.event('Warning', 'Failed', `Error: ${environment.problem}`);
    }
    return {
      status: waiting(
        status,
        'CreateContainerConfigError',
        environment.problem,
      ),
      wait: input.backoff(firstBackoff),
    };
  }
  input.event(
    'Normal',
    'Pulled',
    `Successfully pulled image "${container.image}"`,
  );
  return start(input);
}

function start({
  status,
  container,
  pod,
  memory,
  now,
  event,
}: ContainerInput): ContainerResult {
  memory.since = now;
  memory.nextStart = undefined;
  event('Normal', 'Created', `Created container: ${container.name}`);
  event('Normal', 'Started', `Started container ${container.name}`);
  const digest = createHash('sha256').update(container.image).digest('hex');
  const id = createHash('sha256')
    .update(`${pod.metadata.uid}/${container.name}/${status.restartCount}`)
    .digest('hex');
  return {
    status: {
      ...status,
      imageID: `${container.image.replace(/:[^/:]*$/, '')}@sha256:${digest}`,
      containerID: `containerd://${id}`,
      started: true,
      state: { running: { startedAt: timestamp(new Date(now)) } },
    },
    wait: 0,
  };
}

function runningStep(input: ContainerInput): ContainerResult {
  const { memory, now, status, container, restartPolicy } = input;
  memory.since ??= Date.parse(status.state.running.startedAt);
  if (crashes(input)) {
    const end = memory.since + input.delay(durations.crash);
    return now < end
      ? { status, wait: end - now }
      : { status: ended(input, 1), wait: 0 };
  }
  if (restartPolicy !== 'Always') {
    const end = memory.since + input.delay(durations.run);
    if (now >= end) {
      return { status: ended(input, 0), wait: 0 };
    }
    return { status: { ...status, ready: true }, wait: end - now };
  }
  if (status.ready || environmentFlag(input, 'RUNWAY_SANDBOX_UNREADY')) {
    return { status };
  }
  const ready = container.readinessProbe
    ? memory.since + input.delay(durations.ready)
    : now;
  return now >= ready
    ? { status: { ...status, ready: true } }
    : { status, wait: ready - now };
}

function endedStep(input: ContainerInput): ContainerResult {
  const { status, restartPolicy, memory, now, pod, container } = input;
  const { terminated } = status.state;
  const again =
    restartPolicy === 'Always' ||
    (restartPolicy === 'OnFailure' && terminated.exitCode !== 0);
  if (!again) {
    return { status };
  }
  const restarted = {
    ...status,
    restartCount: status.restartCount + 1,
    lastState: { terminated },
    ready: false,
    started: false,
  };
  if (status.restartCount === 0) {
    return start({ ...input, status: restarted });
  }
  const wait = crashBackoff(input);
  memory.nextStart = now + wait;
  const message = `back-off ${
    backoffAfter(status.restartCount - 1) / 1000
  }s restarting failed container=${container.name} pod=${pod.metadata.name}_${
    pod.metadata.namespace
  }(${pod.metadata.uid})`;
  input.event(
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${container.name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`,
  );
  return { status: waiting(restarted, 'CrashLoopBackOff', message), wait };
}

function ended({ status, now, memory }: ContainerInput, exitCode: number) {
  memory.since = now;
  return {
    ...status,
    ready: false,
    started: false,
    state: {
      terminated: {
        exitCode,
        reason: exitCode === 0 ? 'Completed' : 'Error',
        startedAt: status.state.running.startedAt,
        finishedAt: timestamp(new Date(now)),
        containerID: status.containerID,
      },
    },
  };
}

/** Images whose tag ends with `-crash`, and containers told to by their environment, end right after their start. */
function crashes(input: ContainerInput): boolean {
  return (
    /:[^/]*-crash$/.test(input.container.image) ||
    environmentFlag(input, 'RUNWAY_SANDBOX_CRASH')
  );
}

function environmentFlag({ environment }: ContainerInput, name: string) {
  return environment.values?.[name] === '1';
}

function crashBackoff({ status, backoff }: ContainerInput): number {
  return backoff(backoffAfter(Math.max(0, status.restartCount - 1)));
}
