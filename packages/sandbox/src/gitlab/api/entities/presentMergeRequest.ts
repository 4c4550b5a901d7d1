import { isDraft } from '../../mergeRequests/MergeabilityService';
import type { GitLabServices } from '../../GitLabServices';
import type { Project, User } from '../../state/GitLabModel';
import type { MergeRequest, Note } from '../../state/MergeRequestModel';
import { presentPipelineBasic } from './presentPipeline';
import { presentUser } from './presentUser';

/** A merge request as lists show it: without what takes a look at its commits. */
export function presentMergeRequest(
  services: GitLabServices,
  project: Project,
  request: MergeRequest,
) {
  const { state, urls } = services;
  const person = (id: number | null) => {
    const user = id === null ? undefined : state.users.get(id);
    return user ? presentUser(urls, user) : null;
  };
  const people = (ids: number[]) => ids.map(person).filter(Boolean);
  const [assignee = null] = people(request.assigneeIds);
  const reference = `!${request.iid}`;
  return {
    id: request.id,
    iid: request.iid,
    project_id: request.projectId,
    title: request.title,
    description: request.description,
    state: request.state,
    created_at: request.createdAt,
    updated_at: request.updatedAt,
    merged_by: person(request.mergedAt ? request.mergeUserId : null),
    merge_user: person(request.mergeUserId),
    merged_at: request.mergedAt,
    closed_by: person(request.closedById),
    closed_at: request.closedAt,
    target_branch: request.targetBranch,
    source_branch: request.sourceBranch,
    user_notes_count: state.notes
      .where('mergeRequest', `${request.projectId}!${request.iid}`)
      .filter(note => !note.system).length,
    upvotes: 0,
    downvotes: 0,
    author: person(request.authorId),
    assignees: people(request.assigneeIds),
    assignee,
    reviewers: people(request.reviewerIds),
    source_project_id: request.projectId,
    target_project_id: request.projectId,
    labels: request.labels,
    draft: isDraft(request),
    work_in_progress: isDraft(request),
    milestone: null,
    merge_when_pipeline_succeeds: request.mergeWhenPipelineSucceeds,
    merge_status: 'can_be_merged',
    detailed_merge_status:
      request.state === 'opened' ? 'unchecked' : 'not_open',
    sha: request.sha,
    merge_commit_sha: request.mergeCommitSha,
    squash_commit_sha: request.squashCommitSha,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: request.removeSourceBranch,
    prepared_at: request.createdAt,
    reference,
    references: {
      short: reference,
      relative: reference,
      full: `${project.fullPath}${reference}`,
    },
    web_url: urls.mergeRequest(project, request.iid),
    time_stats: {
      time_estimate: 0,
      total_time_spent: 0,
      human_time_estimate: null,
      human_total_time_spent: null,
    },
    squash: request.squash,
    squash_on_merge: request.squash,
    task_completion_status: { count: 0, completed_count: 0 },
    has_conflicts: false,
    blocking_discussions_resolved: true,
    approvals_before_merge: null,
  };
}

/** A single merge request, with whether it can be merged. */
export async function presentMergeRequestDetail(
  services: GitLabServices,
  project: Project,
  request: MergeRequest,
  viewer: User | undefined,
) {
  const { mergeability, access } = services;
  const { status, hasConflicts } = await mergeability.check(project, request);
  const pipeline = mergeability.headPipeline(request);
  return {
    ...presentMergeRequest(services, project, request),
    merge_status: hasConflicts ? 'cannot_be_merged' : 'can_be_merged',
    detailed_merge_status: status,
    has_conflicts: hasConflicts,
    subscribed: false,
    changes_count: null,
    latest_build_started_at: pipeline?.startedAt ?? null,
    latest_build_finished_at: pipeline?.finishedAt ?? null,
    first_deployed_to_production_at: null,
    pipeline: pipeline
      ? presentPipelineBasic(services, project, pipeline)
      : null,
    head_pipeline: pipeline
      ? presentPipelineBasic(services, project, pipeline)
      : null,
    diff_refs: {
      base_sha: request.baseSha,
      head_sha: request.sha,
      start_sha: request.startSha,
    },
    merge_error: null,
    first_contribution: false,
    user: {
      can_merge:
        viewer !== undefined &&
        access.canMergeInto(viewer, project, request.targetBranch),
    },
  };
}

export function presentNote({ state, urls }: GitLabServices, note: Note) {
  const author = state.users.get(note.authorId);
  return {
    id: note.id,
    type: null,
    body: note.body,
    attachment: null,
    author: author ? presentUser(urls, author) : null,
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    system: note.system,
    noteable_type: 'MergeRequest',
    project_id: note.projectId,
    noteable_iid: note.mergeRequestIid,
    resolvable: false,
    confidential: false,
    internal: false,
  };
}

export function presentApprovals(
  services: GitLabServices,
  project: Project,
  request: MergeRequest,
  viewer: { user: User; mayApprove: boolean } | undefined,
) {
  const { state, urls, mergeability } = services;
  const left = mergeability.approvalsLeft(project, request);
  const hasApproved = request.approvals.some(
    approval => approval.userId === viewer?.user.id,
  );
  return {
    id: request.id,
    iid: request.iid,
    project_id: request.projectId,
    title: request.title,
    description: request.description,
    state: request.state,
    created_at: request.createdAt,
    updated_at: request.updatedAt,
    merge_status: 'can_be_merged',
    approved: left === 0,
    approvals_required: project.approvalsBeforeMerge,
    approvals_left: left,
    require_password_to_approve: false,
    approved_by: request.approvals.flatMap(({ userId, approvedAt }) => {
      const user = state.users.get(userId);
      return user
        ? [{ user: presentUser(urls, user), approved_at: approvedAt }]
        : [];
    }),
    suggested_approvers: [],
    approvers: [],
    approver_groups: [],
    user_has_approved: hasApproved,
    user_can_approve: (viewer?.mayApprove ?? false) && !hasApproved,
    approval_rules_left: [],
    has_approval_rules: project.approvalsBeforeMerge > 0,
    multiple_approval_rules_available: true,
    invalid_approvers_rules: [],
  };
}
