import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredResource } from '../database/RunStore';
import { isCommitOf, isProjectOf } from '../operations/marks';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

const GONE_WITHIN_MS = 30_000;
const POLL_MS = 250;

/** Deletes the repository; archives it when somebody else has committed to it. */
export class GitLabProjectDriver implements ResourceDriver {
  readonly kind = 'gitlab-project';

  async remove(
    { key }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const gitlab = upstreams.gitlab();
    const project = await gitlab.findProject(key, { signal });
    if (!project) {
      return { state: 'undone' };
    }
    if (!isProjectOf(project.topics, run.id)) {
      return {
        state: 'kept',
        reason: 'It does not carry the mark of this run, so it is left alone.',
      };
    }
    const others = await this.#commitsByOthers(key, {
      run,
      upstreams,
      signal,
    });
    if (others > 0) {
      if (!project.archived) {
        await gitlab.archiveProject(key, { signal });
      }
      return {
        state: 'archived',
        reason: `It has ${others} commit${
          others === 1 ? '' : 's'
        } that this run did not make, so it is archived, not deleted.`,
      };
    }
    await gitlab.deleteProject(project.id, { permanently: true }, { signal });
    const deadline = Date.now() + GONE_WITHIN_MS;
    while (Date.now() < deadline) {
      const left = await gitlab.findProject(project.id, { signal });
      if (!left || left.markedForDeletionOn) {
        return { state: 'undone' };
      }
      await sleep(POLL_MS, undefined, { signal });
    }
    throw new Error(`GitLab has not deleted ${key} yet.`);
  }

  /** Commits on any branch that lack the run's trailer. */
  async #commitsByOthers(
    project: string,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<number> {
    const gitlab = upstreams.gitlab();
    const branches = await gitlab.branches(project, {}, { signal });
    const ids = new Set<string>();
    for (const branch of branches) {
      const commits = await gitlab.listCommits(
        { project, ref: branch.name, limit: 100 },
        { signal },
      );
      for (const commit of commits) {
        if (!isCommitOf(commit.message, run.id)) {
          ids.add(commit.id);
        }
      }
    }
    return ids.size;
  }

  async inspect(
    { key, details }: Pick<StoredResource, 'key' | 'details'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const { items } = await survey.projects();
    const gitlab = survey.upstreams.gitlab();
    const { signal } = survey;
    // Asked for an old path, GitLab answers with the project that was renamed.
    const project =
      items.get(key) ?? (await gitlab.findProject(key, { signal }));
    if (project?.markedForDeletionOn) {
      return {
        state: 'missing',
        message: `GitLab deletes ${key} on ${project.markedForDeletionOn}.`,
      };
    }
    if (project?.pathWithNamespace === key) {
      return isProjectOf(project.topics, run.id)
        ? {
            state: 'present',
            url: project.webUrl,
            archived: project.archived,
          }
        : {
            state: 'foreign',
            message: `The repository ${key} does not carry the topic of this run.`,
          };
    }
    const moved =
      project ??
      (typeof details.projectId === 'number'
        ? await gitlab.findProject(details.projectId, { signal })
        : undefined);
    return moved &&
      !moved.markedForDeletionOn &&
      isProjectOf(moved.topics, run.id)
      ? {
          state: 'missing',
          message: `The repository ${key} is now ${moved.pathWithNamespace}.`,
          movedTo: { key: moved.pathWithNamespace, url: moved.webUrl },
        }
      : {
          state: 'missing',
          message: `GitLab has no repository ${key} any more.`,
        };
  }
}
