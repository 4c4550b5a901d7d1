import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { approveMergeRequest } from '../../mergeRequests/approveMergeRequest';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import {
  presentApprovals,
  presentMergeRequestDetail,
} from '../entities/presentMergeRequest';
import { flag, integer, text } from '../parseInput';
import { mergeRequestOf } from './addMergeRequestRoutes';

/** Approving and merging. */
export function addMergeRoutes(api: ApiRouter) {
  const base = '/projects/:id/merge_requests/:iid';

  api.get(`${base}/approvals`, async call => {
    const { project, request } = read(call);
    return approvals(call, project, request);
  });

  api.get(`${base}/approval_state`, call => {
    const { project, request } = read(call);
    const { mergeability } = call.services;
    return {
      approval_rules_overwritten: false,
      rules: [
        {
          id: project.id,
          name: 'All Members',
          rule_type: 'any_approver',
          approvals_required: project.approvalsBeforeMerge,
          approved: mergeability.approvalsLeft(project, request) === 0,
        },
      ],
    };
  });

  api.post(`${base}/approve`, async call => {
    const { project, request } = read(call);
    const { sha } = call.input(z.object({ sha: text.optional() }));
    if (sha && sha !== request.sha) {
      throw ApiError.conflict(
        `SHA does not match HEAD of source branch: ${request.sha}`,
      );
    }
    const updated = await approveMergeRequest(
      call.services,
      project,
      request,
      call.user,
    );
    if (!updated) {
      throw ApiError.unauthorized();
    }
    return approvals(call, project, updated);
  });

  api.post(`${base}/unapprove`, async call => {
    const { project, request } = read(call);
    const { mergeRequests } = call.services;
    const left = request.approvals.filter(
      approval => approval.userId !== call.user.id,
    );
    if (left.length === request.approvals.length) {
      throw ApiError.notFound();
    }
    const updated = await mergeRequests.update(
      project,
      call.user,
      request,
      { approvals: left },
      'unapproved',
    );
    return approvals(call, project, updated);
  });

  api.put(`${base}/merge`, async call => {
    const { project, request } = read(call);
    if (project.archived) {
      throw ApiError.unauthorized();
    }
    const input = call.input(
      z.object({
        sha: text.optional(),
        squash: flag.optional(),
        should_remove_source_branch: flag.optional(),
        merge_commit_message: text.optional(),
        squash_commit_message: text.optional(),
        merge_when_pipeline_succeeds: flag.optional(),
        auto_merge: flag.optional(),
      }),
    );
    const { merging, mergeRequests } = call.services;
    const waits = input.auto_merge ?? input.merge_when_pipeline_succeeds;
    if (waits && pipelineRuns(call, request)) {
      if (
        !call.services.access.canMergeInto(
          call.user,
          project,
          request.targetBranch,
        )
      ) {
        throw ApiError.unauthorized();
      }
      const updated = await mergeRequests.update(project, call.user, request, {
        mergeWhenPipelineSucceeds: true,
        mergeUserId: call.user.id,
      });
      return presentMergeRequestDetail(
        call.services,
        project,
        updated,
        call.user,
      );
    }
    const merged = await merging.merge(project, call.user, request, {
      sha: input.sha,
      squash: input.squash,
      removeSourceBranch: input.should_remove_source_branch,
      message: input.merge_commit_message,
      squashMessage: input.squash_commit_message,
    });
    return presentMergeRequestDetail(call.services, project, merged, call.user);
  });

  api.post(`${base}/cancel_merge_when_pipeline_succeeds`, async call => {
    const { project, request } = read(call);
    const updated = await call.services.mergeRequests.update(
      project,
      call.user,
      request,
      { mergeWhenPipelineSucceeds: false },
    );
    return presentMergeRequestDetail(
      call.services,
      project,
      updated,
      call.user,
    );
  });

  addApprovalSettings(api);
}

/** How many approvals a project asks for, and whose don't count. */
function addApprovalSettings(api: ApiRouter) {
  const show = (call: ApiCall) => {
    const project = call.project('read_code');
    return {
      approvals_before_merge: project.approvalsBeforeMerge,
      reset_approvals_on_push: project.resetApprovalsOnPush,
      selective_code_owner_removals: false,
      disable_overriding_approvers_per_merge_request: true,
      merge_requests_author_approval: project.authorMayApprove,
      merge_requests_disable_committers_approval: !project.committersMayApprove,
      require_password_to_approve: false,
    };
  };
  api.get('/projects/:id/approvals', show);

  api.post('/projects/:id/approvals', call => {
    const project = call.project('admin_project');
    const input = call.input(
      z.object({
        approvals_before_merge: integer.optional(),
        reset_approvals_on_push: flag.optional(),
        merge_requests_author_approval: flag.optional(),
        merge_requests_disable_committers_approval: flag.optional(),
      }),
    );
    call.state.projects.update(project.id, {
      approvalsBeforeMerge:
        input.approvals_before_merge ?? project.approvalsBeforeMerge,
      resetApprovalsOnPush:
        input.reset_approvals_on_push ?? project.resetApprovalsOnPush,
      authorMayApprove:
        input.merge_requests_author_approval ?? project.authorMayApprove,
      committersMayApprove:
        input.merge_requests_disable_committers_approval === undefined
          ? project.committersMayApprove
          : !input.merge_requests_disable_committers_approval,
    });
    return show(call);
  });
}

function read(call: ApiCall) {
  const project = call.project('read_code');
  return { project, request: mergeRequestOf(call, project) };
}

async function approvals(
  call: ApiCall,
  project: ReturnType<typeof read>['project'],
  request: ReturnType<typeof read>['request'],
) {
  const user = call.optionalUser;
  return presentApprovals(
    call.services,
    project,
    request,
    user && {
      user,
      mayApprove: await call.services.mergeability.mayApprove(
        project,
        request,
        user,
      ),
    },
  );
}

function pipelineRuns(
  call: ApiCall,
  request: ReturnType<typeof read>['request'],
) {
  const pipeline = call.services.mergeability.headPipeline(request);
  return (
    pipeline !== undefined &&
    ['created', 'pending', 'running'].includes(pipeline.status)
  );
}
