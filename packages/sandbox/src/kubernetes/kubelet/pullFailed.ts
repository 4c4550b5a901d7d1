import {
  backoffAfter,
  waiting,
  type ContainerInput,
  type ContainerResult,
} from './ContainerInput';

/** From a failed pull to waiting for the next try. Milliseconds. */
const untilBackoff = 300;

/** One step of a container whose image can't be pulled: tried again, later and later. */
export function pullFailed(
  input: ContainerInput,
  reason: string,
): ContainerResult {
  const { memory, now, status, container } = input;
  const why = `failed to pull and unpack image "${container.image}": failed to resolve reference "${container.image}": ${container.image}: not found`;
  if (memory.nextPull === undefined || now >= memory.nextPull) {
    if (memory.failedPulls > 0) {
      input.event('Normal', 'Pulling', `Pulling image "${container.image}"`);
    }
    memory.nextPull = now + input.backoff(backoffAfter(memory.failedPulls));
    memory.failedPulls += 1;
    memory.since = now;
    input.event(
      'Warning',
      'Failed',
      `Failed to pull image "${container.image}": ${why}`,
    );
    input.event('Warning', 'Failed', 'Error: ErrImagePull');
    return {
      status: waiting(status, 'ErrImagePull', why),
      wait: Math.max(1, input.delay(untilBackoff)),
    };
  }
  const backsOff = (memory.since ?? 0) + input.delay(untilBackoff);
  if (reason !== 'ErrImagePull') {
    return { status, wait: memory.nextPull - now };
  }
  if (now < backsOff) {
    return { status, wait: backsOff - now };
  }
  input.event(
    'Normal',
    'BackOff',
    `Back-off pulling image "${container.image}"`,
  );
  input.event('Warning', 'Failed', 'Error: ImagePullBackOff');
  return {
    status: waiting(
      status,
      'ImagePullBackOff',
      `Back-off pulling image "${container.image}": ErrImagePull: ${why}`,
    ),
    wait: memory.nextPull - now,
  };
}
