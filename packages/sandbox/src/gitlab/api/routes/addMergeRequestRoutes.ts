import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { Project } from '../../state/GitLabModel';
import type { MergeRequest } from '../../state/MergeRequestModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import {
  presentMergeRequest,
  presentMergeRequestDetail,
} from '../entities/presentMergeRequest';
import { flag, integer, list, text } from '../parseInput';

const numbers = z.preprocess(
  value => (typeof value === 'string' ? value.split(',') : value),
  z.array(integer),
);

const fields = {
  description: text.nullable().optional(),
  assignee_id: integer.optional(),
  assignee_ids: numbers.optional(),
  reviewer_ids: numbers.optional(),
  labels: list.optional(),
  remove_source_branch: flag.optional(),
  squash: flag.optional(),
};

const filters = z.object({
  state: z.enum(['opened', 'closed', 'merged', 'locked', 'all']).optional(),
  source_branch: text.optional(),
  target_branch: text.optional(),
  author_id: integer.optional(),
  author_username: text.optional(),
  search: text.optional(),
  labels: list.optional(),
  iids: numbers.optional(),
  created_after: text.optional(),
  created_before: text.optional(),
  updated_after: text.optional(),
  updated_before: text.optional(),
  order_by: z.enum(['created_at', 'updated_at', 'merged_at']).optional(),
  sort: z.enum(['asc', 'desc']).optional(),
  scope: text.optional(),
});

/** Making, listing and changing merge requests. */
export function addMergeRequestRoutes(api: ApiRouter) {
  api.get('/projects/:id/merge_requests', call => {
    const project = call.project('read_code');
    return listRequests(call, [project]);
  });

  api.get('/groups/:id/merge_requests', call => {
    const group = call.group();
    return listRequests(
      call,
      call.state.projects
        .all()
        .filter(project => project.fullPath.startsWith(`${group.fullPath}/`)),
    );
  });

  api.get('/merge_requests', call => {
    const { scope } = call.input(filters);
    if (scope !== 'all') {
      call.requireUser();
    }
    return listRequests(call, call.state.projects.all(), {
      mine: (scope ?? 'created_by_me') !== 'all',
    });
  });

  api.post('/projects/:id/merge_requests', async call => {
    const project = call.writableProject('create_merge_request');
    const input = call.input(
      z.object({
        ...fields,
        title: text.pipe(z.string().min(1)),
        source_branch: text,
        target_branch: text,
        target_project_id: integer.optional(),
      }),
    );
    if (
      input.target_project_id !== undefined &&
      input.target_project_id !== project.id
    ) {
      throw ApiError.unprocessable(['Target project is not a fork parent']);
    }
    const request = await call.services.mergeRequests.open(project, call.user, {
      sourceBranch: input.source_branch,
      targetBranch: input.target_branch,
      title: input.title,
      description: input.description,
      assigneeIds: people(input.assignee_ids ?? input.assignee_id),
      reviewerIds: people(input.reviewer_ids),
      labels: input.labels,
      removeSourceBranch: input.remove_source_branch,
      squash: input.squash,
    });
    return presentMergeRequestDetail(
      call.services,
      project,
      request,
      call.user,
    );
  });

  api.get('/projects/:id/merge_requests/:iid', call => {
    const project = call.project('read_code');
    return presentMergeRequestDetail(
      call.services,
      project,
      mergeRequestOf(call, project),
      call.optionalUser,
    );
  });

  api.put('/projects/:id/merge_requests/:iid', async call => {
    const project = call.writableProject('read_code');
    const before = mergeRequestOf(call, project);
    requireWriter(call, project, before);
    const input = call.input(
      z.object({
        ...fields,
        title: text.pipe(z.string().min(1)).optional(),
        target_branch: text.optional(),
        state_event: z.enum(['close', 'reopen']).optional(),
        add_labels: list.optional(),
        remove_labels: list.optional(),
      }),
    );
    const { request, action } = applyUpdate(call, before, input);
    const updated = await call.services.mergeRequests.update(
      project,
      call.user,
      before,
      request,
      action,
    );
    return presentMergeRequestDetail(
      call.services,
      project,
      updated,
      call.user,
    );
  });

  api.delete('/projects/:id/merge_requests/:iid', call => {
    const project = call.writableProject('owner');
    const request = mergeRequestOf(call, project);
    call.state.mergeRequests.delete(`${project.id}!${request.iid}`);
    return call.noContent();
  });
}

/** @throws ApiError 404 when the project has no merge request of that number */
export function mergeRequestOf(call: ApiCall, project: Project): MergeRequest {
  const request = call.state.mergeRequests.get(
    `${project.id}!${call.intParam('iid')}`,
  );
  if (!request) {
    throw ApiError.notFound();
  }
  return request;
}

function requireWriter(call: ApiCall, project: Project, request: MergeRequest) {
  if (
    request.authorId !== call.user.id &&
    !call.services.access.can(call.user, 'create_merge_request', project)
  ) {
    throw ApiError.forbidden();
  }
}

function applyUpdate(
  call: ApiCall,
  before: MergeRequest,
  input: {
    title?: string;
    description?: string | null;
    target_branch?: string;
    assignee_id?: number;
    assignee_ids?: number[];
    reviewer_ids?: number[];
    labels?: string[];
    add_labels?: string[];
    remove_labels?: string[];
    remove_source_branch?: boolean;
    squash?: boolean;
    state_event?: 'close' | 'reopen';
  },
) {
  const labels = (input.labels ?? before.labels)
    .concat(input.add_labels ?? [])
    .filter(label => !input.remove_labels?.includes(label));
  const request: Partial<MergeRequest> = {
    title: input.title ?? before.title,
    description: input.description ?? before.description,
    targetBranch: input.target_branch ?? before.targetBranch,
    assigneeIds:
      people(input.assignee_ids ?? input.assignee_id) ?? before.assigneeIds,
    reviewerIds: people(input.reviewer_ids) ?? before.reviewerIds,
    labels: [...new Set(labels)],
    removeSourceBranch: input.remove_source_branch ?? before.removeSourceBranch,
    squash: input.squash ?? before.squash,
  };
  if (input.state_event === 'close' && before.state === 'opened') {
    return {
      action: 'close' as const,
      request: {
        ...request,
        state: 'closed' as const,
        closedAt: new Date().toISOString(),
        closedById: call.user.id,
        mergeWhenPipelineSucceeds: false,
      },
    };
  }
  if (input.state_event === 'reopen' && before.state === 'closed') {
    return {
      action: 'reopen' as const,
      request: {
        ...request,
        state: 'opened' as const,
        closedAt: null,
        closedById: null,
      },
    };
  }
  return { action: 'update' as const, request };
}

function listRequests(
  call: ApiCall,
  projects: Project[],
  options: { mine?: boolean } = {},
) {
  const input = call.input(filters);
  const { access, state } = call.services;
  const visible = new Map(
    projects
      .filter(project => access.can(call.optionalUser, 'read_code', project))
      .map(project => [project.id, project]),
  );
  const requests =
    visible.size === 1
      ? state.mergeRequests.where('project', [...visible.keys()][0])
      : state.mergeRequests
          .all()
          .filter(({ projectId }) => visible.has(projectId));
  const author = input.author_username
    ? state.users.first('username', input.author_username.toLowerCase())?.id ??
      -1
    : input.author_id;
  const found = requests.filter(
    request =>
      matches(request, input) &&
      (author === undefined || request.authorId === author) &&
      (!options.mine || request.authorId === call.user.id),
  );
  const order = {
    created_at: (request: MergeRequest) => request.createdAt,
    updated_at: (request: MergeRequest) => request.updatedAt,
    merged_at: (request: MergeRequest) => request.mergedAt ?? '',
  }[input.order_by ?? 'created_at'];
  found.sort(
    (one, other) => order(one).localeCompare(order(other)) || one.id - other.id,
  );
  return call.page(input.sort === 'asc' ? found : found.reverse(), request =>
    presentMergeRequest(
      call.services,
      visible.get(request.projectId)!,
      request,
    ),
  );
}

function matches(request: MergeRequest, input: z.output<typeof filters>) {
  const wanted = input.search?.toLowerCase();
  const within = (time: string, after?: string, before?: string) =>
    (!after || Date.parse(time) > Date.parse(after)) &&
    (!before || Date.parse(time) < Date.parse(before));
  return (
    (!input.state || input.state === 'all' || request.state === input.state) &&
    (!input.source_branch || request.sourceBranch === input.source_branch) &&
    (!input.target_branch || request.targetBranch === input.target_branch) &&
    (!input.iids || input.iids.includes(request.iid)) &&
    (!input.labels ||
      input.labels.every(label => request.labels.includes(label))) &&
    (!wanted ||
      request.title.toLowerCase().includes(wanted) ||
      request.description?.toLowerCase().includes(wanted)) &&
    within(request.createdAt, input.created_after, input.created_before) &&
    within(request.updatedAt, input.updated_after, input.updated_before)
  );
}

/** `0` takes everybody off. */
function people(ids: number | number[] | undefined): number[] | undefined {
  return ids === undefined ? undefined : [ids].flat().filter(id => id > 0);
}
