import { isUpstreamError } from '@runway/integrations';
import type { RunStore, StoredResource } from '../database/RunStore';
import { runOfText } from '../operations/marks';
import { servicesOfTeam } from '../operations/tenants';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

const ATTEMPTS = 5;

/** Takes the run's files out of the GitOps repository with one commit; Argo CD then removes what they declared. */
export class GitOpsFilesDriver implements ResourceDriver {
  readonly kind = 'gitops-files';

  constructor(
    private readonly options: { store: Pick<RunStore, 'listByStatus'> },
  ) {}

  async remove(
    resource: StoredResource,
    context: RemovalContext,
  ): Promise<Removal> {
    const { upstreams, run, signal } = context;
    const { project, branch, instance } = upstreams.gitops;
    const folder = resource.key.split(': ')[1];
    if ((await this.#ownPaths(resource, context)).length === 0) {
      return { state: 'undone' };
    }
    const users = folder.startsWith('tenants/')
      ? [
          ...(await servicesOfTeam(upstreams, folder.split('/')[1], {
            signal,
          })),
          ...(await this.#beingMade(context)),
        ]
      : [];
    if (users.includes(run.name)) {
      // A namespace or AppProject that goes before its applications stays half-deleted, and holds up the environment.
      throw new Error(
        `The declaration of ${run.name} is still in Git, and needs the team’s namespaces.`,
      );
    }
    if (users.length > 0) {
      return {
        state: 'kept',
        reason: `The team’s namespaces are in use by ${users[0]}.`,
      };
    }
    for (let attempt = 1; ; attempt++) {
      const paths = await this.#ownPaths(resource, context);
      if (paths.length === 0) {
        return { state: 'undone' };
      }
      try {
        await upstreams.gitlab(instance).commit(
          {
            project,
            branch,
            message: `Take back ${run.name}\n\nRunway-Run: ${run.id}\nRequested-By: ${run.requestedBy}\n`,
            authorName: run.requesterName,
            authorEmail: run.requesterEmail,
            actions: paths.map(path => ({ action: 'delete', path })),
          },
          { signal },
        );
        await this.#nudgeArgoCd(context);
        return { state: 'undone' };
      } catch (error) {
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

  /** Services of the team that may count on its namespaces already, although Git doesn't say so yet. */
  async #beingMade({ run }: RemovalContext): Promise<string[]> {
    const runs = await this.options.store.listByStatus(
      ['starting', 'running'],
      1000,
    );
    return runs
      .filter(({ id, ownerRef }) => id !== run.id && ownerRef === run.ownerRef)
      .map(({ name }) => name);
  }

  /** Files that carry the run's mark: those of the ledger, and those that a write nobody confirmed may have left. */
  async #ownPaths(
    { key, details }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<string[]> {
    const { project, branch, instance } = upstreams.gitops;
    const gitlab = upstreams.gitlab(instance);
    const folder = key.split(': ')[1];
    const tree = await gitlab.tree(
      project,
      { ref: branch, recursive: true },
      { signal },
    );
    const known = new Set(
      Array.isArray(details.paths) ? details.paths.map(String) : [],
    );
    const ownerOf = folder.startsWith('tenants/')
      ? new RegExp(`/(tenant|project)-${folder.split('/')[1]}\\.yaml$`)
      : new RegExp(`/applications/${run.name}\\.yaml$`);
    const candidates = tree
      .filter(entry => entry.type === 'blob')
      .map(entry => entry.path)
      .filter(
        path =>
          known.has(path) ||
          path.startsWith(`${folder}/`) ||
          ownerOf.test(path),
      );
    const own: string[] = [];
    for (const path of candidates) {
      const file = await gitlab.file(project, path, branch, { signal });
      if (file && runOfText(file.content.toString('utf8')) === run.id) {
        own.push(path);
      }
    }
    return own;
  }

  /** Argo CD finds out by itself within minutes; asking saves the wait. */
  async #nudgeArgoCd({ upstreams, signal }: RemovalContext) {
    await Promise.allSettled(
      upstreams.environments.map(({ name, argocd }) =>
        upstreams
          .argocd(argocd)
          .application(`root-${name}`, { refresh: 'normal' }, { signal }),
      ),
    );
  }

  async inspect(
    { details }: Pick<StoredResource, 'details'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const marks = await survey.gitopsFiles();
    const paths = Array.isArray(details.paths) ? details.paths.map(String) : [];
    const foreign = paths.filter(
      path => marks.has(path) && marks.get(path) !== run.id,
    );
    if (foreign.length > 0) {
      return {
        state: 'foreign',
        message: `The mark of this run is not in the first line of ${foreign.join(
          ', ',
        )}.`,
      };
    }
    const missing = paths.filter(path => !marks.has(path));
    return missing.length === 0
      ? { state: 'present' }
      : {
          state: 'missing',
          message: `The GitOps repository has no ${missing.join(
            ', ',
          )} any more.`,
          missingPaths: missing,
        };
  }
}
