import { KubernetesPod } from '@runway/integrations';
import { TraceStep } from '@runway/plugin-argocd-common';
import type { TraceFindings } from './Traces';

const MERGE_REQUEST_STATES: Record<string, TraceStep['state']> = {
  merged: 'done',
  closed: 'failed',
};

/** What is not here has ended without success. */
const PIPELINE_STATES: Record<string, TraceStep['state']> = {
  success: 'done',
  created: 'running',
  preparing: 'running',
  pending: 'running',
  running: 'running',
  manual: 'waiting',
  scheduled: 'waiting',
  waiting_for_resource: 'waiting',
};

/** The stations of a commit in order, each with what is known of it. */
export function toTraceSteps(found: TraceFindings): TraceStep[] {
  return [
    commitStep(found),
    mergeRequestStep(found),
    pipelineStep(found),
    imageStep(found),
    gitopsStep(found),
    syncStep(found),
    podsStep(found),
  ];
}

function commitStep({ commit, version, answered }: TraceFindings): TraceStep {
  if (!commit) {
    return {
      kind: 'commit',
      state: answered.gitlab ? 'absent' : 'unknown',
      title: answered.gitlab
        ? `The repository has no commit ${version}`
        : `Commit ${version}`,
    };
  }
  return {
    kind: 'commit',
    state: 'done',
    title: commit.title,
    detail: commit.id.slice(0, 8),
    url: commit.webUrl,
    by: commit.authorName,
    at: iso(commit.createdAt),
  };
}

function mergeRequestStep(found: TraceFindings): TraceStep {
  const { mergeRequests, commit, answered } = found;
  const request =
    mergeRequests?.find(({ state }) => state === 'merged') ??
    mergeRequests?.[0];
  if (!request) {
    const isKnown = commit && mergeRequests && answered.gitlab;
    return {
      kind: 'merge-request',
      state: isKnown ? 'absent' : 'unknown',
      title: isKnown ? 'Committed without a merge request' : 'Merge request',
    };
  }
  return {
    kind: 'merge-request',
    state: MERGE_REQUEST_STATES[request.state] ?? 'waiting',
    title: `!${request.iid} ${request.title}`,
    url: request.webUrl,
    ...(request.author && { by: request.author.name }),
    ...(request.mergedAt && { at: iso(request.mergedAt) }),
  };
}

function pipelineStep({
  pipeline,
  commit,
  answered,
}: TraceFindings): TraceStep {
  if (!pipeline) {
    const isKnown = commit && answered.gitlab;
    return {
      kind: 'pipeline',
      state: isKnown ? 'absent' : 'unknown',
      title: isKnown ? 'No pipeline ran for this commit' : 'Pipeline',
    };
  }
  const { id, status, webUrl, createdAt, updatedAt } = pipeline;
  const isOver = ['done', 'failed'].includes(
    PIPELINE_STATES[status] ?? 'failed',
  );
  return {
    kind: 'pipeline',
    state: PIPELINE_STATES[status] ?? 'failed',
    title: `Pipeline ${id}: ${status.replace(/_/g, ' ')}`,
    url: webUrl,
    ...(isOver && updatedAt && { at: iso(updatedAt) }),
    ...(isOver &&
      createdAt &&
      updatedAt && {
        durationSeconds:
          Math.max(0, Date.parse(updatedAt) - Date.parse(createdAt)) / 1000,
      }),
  };
}

function imageStep(found: TraceFindings): TraceStep {
  const { version, record, pods, pipeline, answered } = found;
  const image = (pods ?? [])
    .flatMap(pod => pod.status.containerStatuses ?? [])
    .find(status => status.image?.endsWith(`:${version}`));
  const digest = image?.imageID?.match(/sha256:[0-9a-f]+/)?.[0];
  const name =
    image?.image ??
    record?.images.find(candidate => candidate.endsWith(`:${version}`));
  if (name) {
    const isMissing = (pods ?? []).some(pod => cannotPull(pod, version));
    return {
      kind: 'image',
      state: isMissing ? 'failed' : 'done',
      title: isMissing ? `${name} can't be pulled` : name,
      ...(digest && { detail: digest }),
    };
  }
  if (pipeline?.status === 'success') {
    return {
      kind: 'image',
      state: answered.kubernetes ? 'done' : 'unknown',
      title: `Image with tag ${version}, not running here`,
    };
  }
  return { kind: 'image', state: 'unknown', title: 'Image' };
}

function gitopsStep(found: TraceFindings): TraceStep {
  const { gitopsCommit, deployment, environment, answered } = found;
  if (gitopsCommit) {
    return {
      kind: 'gitops',
      state: 'done',
      title: gitopsCommit.title,
      detail: gitopsCommit.id.slice(0, 8),
      url: gitopsCommit.webUrl,
      by: gitopsCommit.authorName,
      at: iso(gitopsCommit.createdAt),
    };
  }
  if (!answered.gitops || deployment) {
    return { kind: 'gitops', state: 'unknown', title: 'GitOps repository' };
  }
  return {
    kind: 'gitops',
    state: 'absent',
    title: `Not deployed to ${environment}, or longer ago than Argo CD remembers`,
  };
}

function syncStep({ deployment, record, version }: TraceFindings): TraceStep {
  if (deployment) {
    return {
      kind: 'sync',
      state: 'done',
      title: `Synced by Argo CD as deployment ${deployment.id}`,
      at: deployment.deployedAt,
      ...(deployment.by && { by: deployment.by }),
      ...(deployment.startedAt && {
        durationSeconds:
          Math.max(
            0,
            Date.parse(deployment.deployedAt) -
              Date.parse(deployment.startedAt),
          ) / 1000,
      }),
    };
  }
  const operation = record?.summary.operation;
  if (record?.summary.version === version && operation?.phase === 'Running') {
    return {
      kind: 'sync',
      state: 'running',
      title: operation.message ?? 'Argo CD syncs',
    };
  }
  return {
    kind: 'sync',
    state: record ? 'absent' : 'unknown',
    title: record ? 'No sync of this version is remembered' : 'Sync',
  };
}

function podsStep(found: TraceFindings): TraceStep {
  const { pods, version, environment } = found;
  if (!pods) {
    return { kind: 'pods', state: 'unknown', title: 'Pods' };
  }
  const own = pods.filter(pod => runs(pod, version));
  if (!own.length) {
    return {
      kind: 'pods',
      state: 'absent',
      title: `No pod runs ${version} in ${environment}`,
    };
  }
  const ready = own.filter(isReady);
  const broken = own.flatMap(problemOf)[0];
  const unready = broken ? 'failed' : 'running';
  return {
    kind: 'pods',
    state: ready.length === own.length ? 'done' : unready,
    title: `${ready.length} of ${own.length} pods ready`,
    ...(broken
      ? { detail: broken }
      : {
          detail: own
            .map(pod => pod.metadata.name)
            .slice(0, 5)
            .join(', '),
        }),
  };
}

const runs = (pod: KubernetesPod, version: string) =>
  (pod.status.containerStatuses ?? []).some(({ image }) =>
    image?.endsWith(`:${version}`),
  );

const cannotPull = (pod: KubernetesPod, version: string) =>
  (pod.status.containerStatuses ?? []).some(
    ({ image, state }) =>
      image?.endsWith(`:${version}`) &&
      /^(ErrImagePull|ImagePullBackOff|InvalidImageName)$/.test(
        state?.waiting?.reason ?? '',
      ),
  );

const isReady = (pod: KubernetesPod) =>
  pod.status.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  ) ?? false;

function problemOf(pod: KubernetesPod): string[] {
  return (pod.status.containerStatuses ?? []).flatMap(({ name, state }) =>
    state?.waiting?.reason && state.waiting.reason !== 'ContainerCreating'
      ? [
          `${pod.metadata.name}, container ${name}: ${state.waiting.reason}${
            state.waiting.message ? ` (${state.waiting.message})` : ''
          }`,
        ]
      : [],
  );
}

const iso = (time: string) => new Date(time).toISOString();
