import type { Commit } from '../git/GitHistory';
import type { Project } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { Pipeline } from '../state/PipelineModel';
import type { PipelineFacts } from './CiVariables';

/** What an existing pipeline is about. */
export function pipelineFacts(
  state: GitLabState,
  project: Project,
  pipeline: Pipeline,
  commit: Commit,
): PipelineFacts {
  const user = state.users.get(pipeline.userId);
  if (!user) {
    throw new Error(`Pipeline ${pipeline.id} has lost its user`);
  }
  return {
    project,
    user,
    ref: pipeline.ref,
    tag: pipeline.tag,
    commit,
    beforeSha: pipeline.beforeSha,
    source: pipeline.source,
    mergeRequest:
      pipeline.mergeRequestIid === null
        ? undefined
        : state.mergeRequests.get(`${project.id}!${pipeline.mergeRequestIid}`),
  };
}
