import type { GitLabState } from '../state/GitLabState';
import type { Pipeline } from '../state/PipelineModel';
import type { MergeabilityService } from './MergeabilityService';
import type { MergeService } from './MergeService';

/** Merges what was set to merge by itself, once its pipeline has succeeded and nothing else is in the way. */
export async function mergeWhenPipelineSucceeds(
  services: {
    state: GitLabState;
    mergeability: MergeabilityService;
    merging: MergeService;
  },
  pipeline: Pipeline,
): Promise<void> {
  const { state, mergeability, merging } = services;
  const project = state.projects.get(pipeline.projectId);
  if (!project || pipeline.status !== 'success') {
    return;
  }
  for (const request of state.mergeRequests.where('open', project.id)) {
    const user = state.users.get(request.mergeUserId ?? request.authorId);
    const waits =
      request.mergeWhenPipelineSucceeds &&
      request.sha === pipeline.sha &&
      mergeability.headPipeline(request)?.id === pipeline.id;
    if (waits && user) {
      const { status } = await mergeability.check(project, request);
      if (status === 'mergeable') {
        await merging.merge(project, user, request);
      }
    }
  }
}
