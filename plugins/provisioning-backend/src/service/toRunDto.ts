import type {
  Run,
  RunResource,
  RunStatus,
  RunStep,
  RunSummary,
} from '@runway/plugin-provisioning-common';
import type {
  StoredEvent,
  StoredResource,
  StoredRun,
} from '../database/RunStore';
import { toRequestDto, toRequestSummary } from '../infrastructure/toRequestDto';
import type { StoredRequest } from '../infrastructure/types';

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

export const ACTIVE: RunStatus[] = ['starting', 'running', 'undoing'];

/** @param request - what the run ordered in the infrastructure repository, if anything */
export function toSummary(
  run: StoredRun,
  request: StoredRequest | undefined,
): RunSummary {
  return {
    id: run.id,
    status: run.status,
    name: run.name,
    ownerRef: run.ownerRef,
    entityRef: run.entityRef,
    templateRef: run.templateRef,
    templateTitle: run.templateTitle,
    requestedBy: run.requestedBy,
    createdAt: iso(run.createdAt),
    finishedAt: run.finishedAt && iso(run.finishedAt),
    durationMs: (run.finishedAt ?? Date.now()) - run.createdAt,
    request: request && toRequestSummary(request),
  } as RunSummary;
}

function toRunResource(row: StoredResource): RunResource {
  return {
    id: row.id,
    kind: row.kind,
    system: row.system,
    instance: row.instance,
    key: row.key,
    title: row.title,
    environment: row.environment,
    url: row.url,
    state: row.state,
    reason: row.reason,
    updatedAt: iso(row.updatedAt),
  };
}

const LINK_TITLES: Partial<Record<StoredResource['kind'], string>> = {
  'catalog-location': 'Service page',
  'gitlab-project': 'Repository',
  'argocd-application': 'Argo CD application',
  'infrastructure-request': 'Merge request',
};

export function toRun(
  run: StoredRun,
  more: {
    steps: RunStep[];
    resources: StoredResource[];
    events: StoredEvent[];
    can: Run['can'];
    request: StoredRequest | undefined;
    /** Entity refs of the groups that approve infrastructure. */
    approvers: string[];
  },
): Run {
  return {
    ...toSummary(run, undefined),
    request: more.request && toRequestDto(more.request, more.approvers),
    taskId: run.taskId,
    values: run.values,
    steps: more.steps,
    resources: more.resources.map(toRunResource),
    links: more.resources
      .filter(({ state, url }) => state === 'present' && url)
      .filter(({ key }) => !key.startsWith('tenant-'))
      .flatMap(({ kind, url }) => {
        const title = LINK_TITLES[kind];
        return title ? [{ title, url: url! }] : [];
      }),
    waitingFor: ACTIVE.includes(run.status) ? run.waitingFor : undefined,
    error: run.error,
    events: more.events.map(event => ({ ...event, at: iso(event.at) })),
    can: more.can,
  };
}
