import { z } from 'zod';
import { ApiError } from '../../ApiError';
import {
  commitStatusStates,
  type CommitStatus,
  type CommitStatusState,
} from '../../state/CommitStatusModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentUser } from '../entities/presentUser';
import { flag, text } from '../parseInput';

const input = z.object({
  state: z.enum(commitStatusStates),
  name: text.optional(),
  context: text.optional(),
  ref: text.optional(),
  target_url: text.optional(),
  description: text.pipe(z.string().max(255)).optional(),
});

/** Words of the state machine behind each state, for the refusal of a step that leads nowhere. */
const STEPS: Record<CommitStatusState, string> = {
  pending: 'enqueue',
  running: 'run',
  success: 'success',
  failed: 'drop',
  canceled: 'cancel',
  skipped: 'skip',
};

/** Statuses that external systems set on commits. They belong to no pipeline here. */
export function addCommitStatusRoutes(api: ApiRouter) {
  api.get('/projects/:id/repository/commits/:sha/statuses', async call => {
    const project = call.project('read_code');
    const sha = await call.commit(project, call.param('sha'));
    const filters = call.input(
      z.object({
        all: flag.optional(),
        name: text.optional(),
        ref: text.optional(),
      }),
    );
    const statuses = call.state.commitStatuses
      .where('commit', `${project.id}@${sha}`)
      .filter(
        status =>
          (!filters.name || status.name === filters.name) &&
          (!filters.ref || status.ref === filters.ref),
      );
    return call.page(filters.all ? statuses : newestOfEach(statuses), status =>
      present(call, status),
    );
  });

  api.post('/projects/:id/statuses/:sha', async call => {
    const project = call.writableProject('push_code');
    const wanted = call.input(input);
    const sha = await call.commit(project, call.param('sha'));
    const name = wanted.name ?? wanted.context ?? 'default';
    const now = new Date().toISOString();
    const known = newestOfEach(
      call.state.commitStatuses.where('commit', `${project.id}@${sha}`),
    ).find(status => status.name === name);
    const unfinished =
      known && ['pending', 'running'].includes(known.status)
        ? known
        : undefined;
    if (
      unfinished?.status === wanted.state ||
      (unfinished?.status === 'running' && wanted.state === 'pending')
    ) {
      const step = STEPS[wanted.state];
      throw ApiError.badRequest(
        `Cannot transition status via :${step} from :${unfinished.status} (Reason(s): Status cannot transition via "${step}")`,
      );
    }
    const finished = !['pending', 'running'].includes(wanted.state);
    return present(
      call,
      call.state.commitStatuses.put({
        id: unfinished?.id ?? call.state.nextId('commitStatuses'),
        projectId: project.id,
        sha,
        ref: wanted.ref ?? unfinished?.ref ?? null,
        name,
        status: wanted.state,
        description: wanted.description ?? unfinished?.description ?? null,
        targetUrl: wanted.target_url || unfinished?.targetUrl || null,
        authorId: call.user.id,
        createdAt: unfinished?.createdAt ?? now,
        startedAt:
          wanted.state === 'pending' ? null : unfinished?.startedAt ?? now,
        finishedAt: finished ? now : null,
      }),
    );
  });
}

function newestOfEach(statuses: CommitStatus[]): CommitStatus[] {
  return [
    ...new Map(statuses.map(status => [status.name, status])).values(),
  ].sort((one, other) => one.id - other.id);
}

function present(call: ApiCall, status: CommitStatus) {
  const author = call.state.users.get(status.authorId);
  return {
    id: status.id,
    sha: status.sha,
    ref: status.ref,
    status: status.status,
    name: status.name,
    target_url: status.targetUrl,
    description: status.description,
    created_at: status.createdAt,
    started_at: status.startedAt,
    finished_at: status.finishedAt,
    allow_failure: false,
    coverage: null,
    pipeline_id: null,
    author: author ? presentUser(call.services.urls, author) : null,
  };
}
