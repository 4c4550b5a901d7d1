import type { Commit } from '../git/GitHistory';
import type { GitLabUrls } from '../GitLabUrls';
import { isDraft } from '../mergeRequests/MergeabilityService';
import type { MergeRequestEvent } from '../mergeRequests/MergeRequestService';
import type { GitLabState } from '../state/GitLabState';
import type { MergeRequest, Note } from '../state/MergeRequestModel';
import {
  commitPart,
  hookTime,
  projectPart,
  repositoryPart,
  userPart,
} from './payloadParts';

interface Sources {
  state: GitLabState;
  urls: GitLabUrls;
}

const stateIds = { opened: 1, closed: 2, merged: 3 };

/** Body of a merge request event. */
export function mergeRequestPayload(
  { state, urls }: Sources,
  event: MergeRequestEvent,
  lastCommit: Commit | undefined,
) {
  const { project, user, request, before } = event;
  const people = (ids: number[]) =>
    ids.flatMap(id => {
      const person = state.users.get(id);
      return person ? [userPart(person)] : [];
    });
  const part = projectPart(state, urls, project);
  return {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: userPart(user),
    project: part,
    repository: repositoryPart(urls, project),
    object_attributes: {
      ...attributes({ state, urls }, event.project.fullPath, request),
      source: part,
      target: part,
      last_commit: lastCommit ? commitPart(urls, project, lastCommit) : null,
      action: event.action,
      ...(event.oldrev ? { oldrev: event.oldrev } : {}),
    },
    labels: labelParts(request),
    changes: before ? changes(before, request) : {},
    assignees: people(request.assigneeIds),
    reviewers: people(request.reviewerIds),
  };
}

/** Body of a comment on a merge request. */
export function notePayload(
  { state, urls }: Sources,
  note: Note,
  request: MergeRequest,
  lastCommit: Commit | undefined,
) {
  const project = state.projects.get(request.projectId)!;
  const author = state.users.get(note.authorId)!;
  const assignee = state.users.get(request.assigneeIds[0] ?? 0);
  const part = projectPart(state, urls, project);
  return {
    object_kind: 'note',
    event_type: 'note',
    user: userPart(author),
    project_id: project.id,
    project: part,
    repository: repositoryPart(urls, project),
    object_attributes: {
      id: note.id,
      note: note.body,
      noteable_type: 'MergeRequest',
      author_id: note.authorId,
      created_at: hookTime(note.createdAt),
      updated_at: hookTime(note.updatedAt),
      project_id: project.id,
      attachment: null,
      line_code: null,
      commit_id: '',
      noteable_id: request.id,
      system: note.system,
      st_diff: null,
      action: 'create',
      url: `${urls.mergeRequest(project, request.iid)}#note_${note.id}`,
    },
    merge_request: {
      ...attributes({ state, urls }, project.fullPath, request),
      position: 0,
      source: part,
      target: part,
      last_commit: lastCommit ? commitPart(urls, project, lastCommit) : null,
      assignee: assignee ? userPart(assignee) : null,
    },
  };
}

function attributes(
  { state, urls }: Sources,
  fullPath: string,
  request: MergeRequest,
) {
  const headPipelineId =
    state.pipelines.where('commit', `${request.projectId}@${request.sha}`).pop()
      ?.id ?? null;
  return {
    id: request.id,
    iid: request.iid,
    title: request.title,
    description: request.description ?? '',
    state: request.state,
    state_id: stateIds[request.state],
    source_branch: request.sourceBranch,
    target_branch: request.targetBranch,
    source_project_id: request.projectId,
    target_project_id: request.projectId,
    author_id: request.authorId,
    assignee_id: request.assigneeIds[0] ?? null,
    assignee_ids: request.assigneeIds,
    reviewer_ids: request.reviewerIds,
    created_at: hookTime(request.createdAt),
    updated_at: hookTime(request.updatedAt),
    merge_commit_sha: request.mergeCommitSha,
    merge_error: null,
    merge_params: {
      force_remove_source_branch: request.removeSourceBranch ? '1' : '0',
    },
    merge_status: 'can_be_merged',
    merge_user_id: request.mergeUserId,
    merge_when_pipeline_succeeds: request.mergeWhenPipelineSucceeds,
    detailed_merge_status:
      request.state === 'opened' ? 'mergeable' : 'not_open',
    milestone_id: null,
    blocking_discussions_resolved: true,
    first_contribution: false,
    head_pipeline_id: headPipelineId,
    labels: labelParts(request),
    last_edited_at: null,
    last_edited_by_id: null,
    updated_by_id: null,
    draft: isDraft(request),
    work_in_progress: isDraft(request),
    time_estimate: 0,
    time_change: 0,
    total_time_spent: 0,
    human_time_estimate: null,
    human_time_change: null,
    human_total_time_spent: null,
    url: urls.web(`${fullPath}/-/merge_requests/${request.iid}`),
  };
}

function labelParts(request: MergeRequest) {
  return request.labels.map((title, index) => ({
    id: index + 1,
    title,
    color: '#6699cc',
    project_id: request.projectId,
    description: null,
    type: 'ProjectLabel',
  }));
}

function changes(before: MergeRequest, after: MergeRequest) {
  const fields = {
    title: 'title',
    description: 'description',
    state: 'state',
    targetBranch: 'target_branch',
    mergedAt: 'merged_at',
  } as const;
  const changed: Record<string, { previous: unknown; current: unknown }> = {
    updated_at: {
      previous: hookTime(before.updatedAt),
      current: hookTime(after.updatedAt),
    },
  };
  for (const [field, name] of Object.entries(fields)) {
    const key = field as keyof typeof fields;
    if (before[key] !== after[key]) {
      changed[name] = { previous: before[key], current: after[key] };
    }
  }
  return changed;
}
