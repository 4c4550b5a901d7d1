import { ConflictError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Upstreams } from '@runway/integrations';
import type { RunStore } from '../../database/RunStore';
import type { Operation, OperationContext } from '../../operations/Operation';
import { factsOf } from '../../service/runFacts';
import type { TemplateFiles } from '../../template/TemplateFiles';
import type { ActionContext } from './ActionContext';
import { GitOpsRestoration } from './GitOpsRestoration';

/** Makes a thing again as the run made it, by the operation that made it. */
export class Recreation {
  readonly #restoration: GitOpsRestoration;
  readonly #operations: Map<string, Operation>;

  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      files: TemplateFiles;
      operations: Operation[];
    },
  ) {
    this.#restoration = new GitOpsRestoration(options.upstreams);
    this.#operations = new Map(options.operations.map(each => [each.id, each]));
  }

  /** @returns what was done, for the run's history */
  async recreate(context: ActionContext): Promise<string> {
    const { kind, key, details } = context.row.resource;
    switch (kind) {
      case 'gitops-files':
        await this.#restoration.restore(context);
        await this.#nudgeArgoCd(context.signal);
        return `Restored ${(
          context.finding.details.missingPaths as string[]
        ).join(', ')}`;
      case 'vault-policy':
      case 'vault-role':
        await this.#operate('runway:vault:provision', {}, context);
        break;
      case 'catalog-location':
        await this.#operate(
          'runway:catalog:register',
          { path: pathOf(String(details.target)) },
          context,
        );
        break;
      case 'argocd-application':
      case 'namespace':
        // Both follow from files in Git, which Argo CD compares with what is there.
        await this.#nudgeArgoCd(context.signal);
        return `Asked Argo CD to make ${key} again`;
      default:
        throw new ConflictError(`A ${kind} can’t be made again as it was.`);
    }
    return `Made ${key} again`;
  }

  /** Runs an operation for this one row: what else it makes is left as it is. */
  async #operate(
    id: string,
    input: JsonObject,
    { row, lease, signal }: ActionContext,
  ) {
    const { store, upstreams, files } = this.options;
    const rows = await store.resources(row.run.id);
    const context: OperationContext = {
      facts: factsOf(row.run, ''),
      upstreams,
      files,
      signal,
      isRetry: true,
      log: () => {},
      waitFor: async () => {},
      resources: async () => rows,
      removedBy: resource => store.removedBy(resource, row.run.id),
      async ensure(spec, make) {
        const known = rows.find(
          each =>
            each.kind === spec.kind &&
            each.instance === spec.instance &&
            each.key === spec.key,
        );
        if (known?.id !== row.resource.id) {
          return { details: known?.details ?? {} };
        }
        const made = await make(known);
        const details = { ...known.details, ...made.details };
        const url = made.url ?? known.url;
        await store.change(lease, known.id, { state: 'present', url, details });
        return { ...made, details };
      },
    };
    await this.#operations.get(id)!.execute(input, context);
  }

  async #nudgeArgoCd(signal: AbortSignal) {
    const { upstreams } = this.options;
    await Promise.all(
      upstreams.environments.map(({ name, argocd }) =>
        upstreams
          .argocd(argocd)
          .application(`root-${name}`, { refresh: 'normal' }, { signal }),
      ),
    );
  }
}

/** Of `https://…/<project>/-/blob/<branch>/<path>`. */
const pathOf = (target: string) =>
  /\/-\/blob\/[^/]+\/(.+)$/.exec(target)?.[1] ?? 'catalog-info.yaml';
