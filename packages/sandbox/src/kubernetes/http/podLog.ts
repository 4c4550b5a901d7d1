import type { KubernetesObject } from '../../core/SandboxContext';
import { ApiError, badRequest } from '../errors/ApiError';
import type { ClusterObjects } from '../objects/ClusterObjects';
import type { ApiRequest } from './ApiRequest';
import { parseQuantity } from '../schema/Quantity';

type Draft = any;

const probeInterval = 10_000;
/** Older lines are rotated away. */
const keptLines = 1000;

/** `pods/log`: what a small HTTP service would have written since its container started. */
export function podLog(objects: ClusterObjects, request: ApiRequest): void {
  const { namespace, name = '' } = request.info;
  const pods = objects.catalog.require('pods');
  const pod = objects.get(pods, namespace, name);
  const container = chooseContainer(pod, request.query.get('container') ?? '');
  const run = runOf(pod, container, request.query.get('previous') === 'true');
  const lines = linesOf(pod, container, run, request);
  const { response } = request;
  response.status(200).set('Content-Type', 'text/plain');
  response.write(limited(lines, request));
  if (request.query.get('follow') !== 'true' || run.end !== undefined) {
    response.end();
    return;
  }
  follow(objects, request, pod, container);
}

interface Run {
  /** Milliseconds since the epoch. */
  start: number;
  end?: number;
  exitCode?: number;
}

function chooseContainer(pod: KubernetesObject, wanted: string): Draft {
  const { containers, initContainers = [] } = pod.spec;
  const { name } = pod.metadata;
  if (!wanted && containers.length === 1) {
    return containers[0];
  }
  const names = (list: Draft[]) => list.map(entry => entry.name).join(' ');
  if (!wanted) {
    const inits =
      initContainers.length > 0
        ? ` or one of the init containers: [${names(initContainers)}]`
        : '';
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names(
        containers,
      )}]${inits}`,
    );
  }
  const found = [...containers, ...initContainers].find(
    entry => entry.name === wanted,
  );
  if (!found) {
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  return found;
}

function runOf(
  pod: KubernetesObject,
  container: Draft,
  previous: boolean,
): Run {
  const { name } = pod.metadata;
  const status: Draft = [
    ...(pod.status?.containerStatuses ?? []),
    ...(pod.status?.initContainerStatuses ?? []),
  ].find(entry => entry.name === container.name);
  const last = status?.lastState?.terminated;
  const ended = previous ? last : status?.state?.terminated ?? last;
  const running = previous ? undefined : status?.state?.running;
  if (running) {
    return { start: Date.parse(running.startedAt) };
  }
  if (ended) {
    return {
      start: Date.parse(ended.startedAt),
      end: Date.parse(ended.finishedAt),
      exitCode: ended.exitCode,
    };
  }
  if (previous) {
    throw badRequest(
      `previous terminated container "${container.name}" in pod "${name}" not found`,
    );
  }
  const { reason = 'ContainerCreating' } = status?.state?.waiting ?? {};
  const why: Record<string, string> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: 'trying and failing to pull image',
  };
  throw new ApiError(
    400,
    'BadRequest',
    `container "${container.name}" in pod "${name}" is waiting to start: ${
      why[reason] ?? reason
    }`,
  );
}

function linesOf(
  pod: KubernetesObject,
  container: Draft,
  run: Run,
  request: ApiRequest,
): string[] {
  const all = history(pod, container, run);
  const since = request.number('sinceSeconds');
  const sinceTime = request.query.get('sinceTime');
  const from = Math.max(
    since === undefined ? 0 : Date.now() - since * 1000,
    sinceTime ? Date.parse(sinceTime) : 0,
  );
  const tail = request.number('tailLines');
  const recent = all.filter(line => line.time >= from);
  const chosen =
    tail === undefined ? recent : recent.slice(recent.length - tail);
  return chosen.map(line => printed(line, request));
}

interface Line {
  time: number;
  text: string;
}

function history(pod: KubernetesObject, container: Draft, run: Run): Line[] {
  const lines: Line[] = [
    logLine(run.start, 'info', 'container output is simulated by the sandbox', {
      image: container.image,
    }),
  ];
  const port = container.ports?.[0]?.containerPort;
  if (run.exitCode) {
    lines.push(
      logLine(run.end!, 'error', 'fatal error while starting', {
        exitCode: run.exitCode,
      }),
    );
    return lines;
  }
  if (port) {
    lines.push(logLine(run.start + 40, 'info', 'listening', { port }));
    const end = run.end ?? Date.now();
    const first = Math.max(
      1,
      Math.floor((end - run.start) / probeInterval) - keptLines,
    );
    for (
      let count = first, time = run.start + first * probeInterval;
      time < end;
      count += 1, time += probeInterval
    ) {
      lines.push(requestLine(pod, container, time, count));
    }
  }
  if (run.exitCode === 0) {
    lines.push(logLine(run.end!, 'info', 'done', { exitCode: 0 }));
  }
  return lines;
}

function requestLine(
  pod: KubernetesObject,
  container: Draft,
  time: number,
  count: number,
): Line {
  const url = container.readinessProbe?.httpGet?.path ?? '/';
  // any small number that stays the same for the same line
  const spread = (count * 7 + pod.metadata.name.length * 13) % 9;
  return logLine(time, 'info', 'request completed', {
    method: 'GET',
    url,
    statusCode: 200,
    responseTimeMs: 1 + spread,
  });
}

function logLine(
  time: number,
  level: string,
  msg: string,
  fields: object,
): Line {
  const content = { level, time: new Date(time).toISOString(), msg, ...fields };
  return { time, text: JSON.stringify(content) };
}

function printed({ time, text }: Line, { query }: ApiRequest): string {
  const stamp =
    query.get('timestamps') === 'true'
      ? `${new Date(time).toISOString().replace('Z', '000000Z')} `
      : '';
  return `${stamp}${text}\n`;
}

function limited(lines: string[], request: ApiRequest): string {
  const text = lines.join('');
  const limit = request.query.get('limitBytes');
  return limit && parseQuantity(limit) !== undefined
    ? Buffer.from(text).subarray(0, Number(limit)).toString('utf8')
    : text;
}

function follow(
  objects: ClusterObjects,
  apiRequest: ApiRequest,
  pod: KubernetesObject,
  container: Draft,
) {
  const { response } = apiRequest;
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    const line = requestLine(pod, container, Date.now(), count);
    response.write(printed(line, apiRequest));
  }, probeInterval);
  const unsubscribe = objects.store.subscribe(({ object, type }) => {
    if (object.metadata.uid === pod.metadata.uid) {
      const running = object.status?.containerStatuses?.some(
        (status: Draft) =>
          status.name === container.name && status.state?.running,
      );
      if (type === 'DELETED' || !running) {
        response.end();
      }
    }
  });
  response.on('close', () => {
    clearInterval(timer);
    unsubscribe();
  });
}
