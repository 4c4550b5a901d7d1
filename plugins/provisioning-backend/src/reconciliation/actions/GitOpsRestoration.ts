import { ConflictError } from '@backstage/errors';
import { isUpstreamError, type Upstreams } from '@runway/integrations';
import { commitMessage, runOfText } from '../../operations/marks';
import { factsOf } from '../../service/runFacts';
import type { ActionContext } from './ActionContext';

const ATTEMPTS = 3;

/**
 * Brings files of the GitOps repository back as they were last, from its history: rendering them anew would put back
 * the image of the first day.
 */
export class GitOpsRestoration {
  constructor(private readonly upstreams: Upstreams) {}

  /** @throws ConflictError when the history has no version with the run's mark */
  async restore(context: ActionContext): Promise<void> {
    const { finding, row, person, signal } = context;
    const paths = (finding.details.missingPaths as string[]) ?? [];
    const { instance, project, branch } = this.upstreams.gitops;
    const gitlab = this.upstreams.gitlab(instance);
    for (let attempt = 1; ; attempt++) {
      const files = [];
      for (const path of paths) {
        if (!(await gitlab.file(project, path, branch, { signal }))) {
          files.push({
            path,
            content: await this.#lastVersion(path, row.run.id, signal),
          });
        }
      }
      if (files.length === 0) {
        return;
      }
      try {
        const { run } = row;
        await gitlab.commit(
          {
            project,
            branch,
            message: commitMessage(`Restore what declares ${run.name}`, {
              ...factsOf(run, ''),
              requester: person,
            }),
            authorName: person.name,
            authorEmail: person.email,
            actions: files.map(file => ({ action: 'create', ...file })),
          },
          { signal },
        );
        return;
      } catch (error) {
        // Somebody else's commit came first, or nobody knows whether ours took effect: look again.
        const lookAgain =
          isUpstreamError(error) &&
          (error.outcomeUnknown ||
            ['ConflictError', 'InputError'].includes(error.name));
        if (!lookAgain || attempt === ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  async #lastVersion(path: string, runId: string, signal: AbortSignal) {
    const { instance, project, branch } = this.upstreams.gitops;
    const gitlab = this.upstreams.gitlab(instance);
    const [deletion] = await gitlab.listCommits(
      { project, ref: branch, path, limit: 1 },
      { signal },
    );
    const before = deletion?.parentIds[0];
    const file =
      before && (await gitlab.file(project, path, before, { signal }));
    if (!file || runOfText(file.content.toString('utf8')) !== runId) {
      throw new ConflictError(
        `The history of ${project} has no ${path} with the mark of this run. Bring it back by a merge request, or forget it.`,
      );
    }
    return file.content;
  }
}
