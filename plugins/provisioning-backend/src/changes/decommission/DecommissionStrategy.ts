import { parseEntityRef } from '@backstage/catalog-model';
import type { ChangeItem } from '@runway/plugin-provisioning-common';
import type {
  RunStore,
  StoredResource,
  StoredRun,
} from '../../database/RunStore';
import { isProjectOf } from '../../operations/marks';
import type { ResourceDriver } from '../../resources/ResourceDriver';
import { dependantsCheck } from '../dependantsCheck';
import { endedRunCheck } from '../endedRunCheck';
import { neededApprovals } from '../neededApprovals';
import { settleLedger } from '../settleLedger';
import { isResource } from '../strategyFor';
import type {
  ChangeContext,
  ChangeStrategy,
  ChangeTarget,
  ItemOutcome,
  PlannedItem,
  StoredChange,
  StoredItem,
  StrategyPlan,
} from '../types';
import { upstreamsCheck } from '../upstreamsCheck';
import { serviceFiles } from './serviceFiles';

/** Resources in the order in which they go: what uses something goes before it, the catalog entry last. */
const ORDER: StoredResource['kind'][] = [
  'gitops-files',
  'argocd-application',
  'namespace',
  'vault-role',
  'vault-policy',
  'vault-secret',
  'gitlab-project',
  'catalog-location',
];

const TEAMS =
  'It belongs to the team, not to the service: other services may use it.';

/** Takes a service down: what runs goes, what holds history is archived, what holds data is kept unless confirmed. */
export class DecommissionStrategy implements ChangeStrategy {
  readonly #drivers: Map<string, ResourceDriver>;

  constructor(
    private readonly options: {
      store: RunStore;
      drivers: ResourceDriver[];
      platformEngineers: string[];
    },
  ) {
    this.#drivers = new Map(options.drivers.map(each => [each.kind, each]));
  }

  fits({ kind, entityRef }: Pick<ChangeTarget, 'kind' | 'entityRef'>) {
    return kind === 'decommission' && !isResource(entityRef);
  }

  async plan(
    target: ChangeTarget,
    context: ChangeContext,
  ): Promise<StrategyPlan> {
    const { run, name, entity } = target;
    const { upstreams } = context;
    const [rows, files] = await Promise.all([
      this.options.store.resources(run.id),
      serviceFiles(run, context),
    ]);
    const items = [
      ...rows.filter(({ state }) => state !== 'undone').map(planRow),
      ...promotedApplications(run, rows, files, context),
    ].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
    const { instance, project, branch } = upstreams.gitops;
    return {
      items,
      files: files.map(path => ({
        repository: project,
        path,
        change: 'delete' as const,
      })),
      commit: {
        instance,
        project,
        branch,
        title: `Decommission ${name}`,
        actions: files.map(path => ({ action: 'delete' as const, path })),
      },
      approvals: neededApprovals(target, this.options.platformEngineers),
      checks: [
        dependantsCheck(entity),
        endedRunCheck(run),
        await upstreamsCheck(items, context),
      ],
    };
  }

  async execute(
    item: StoredItem,
    change: StoredChange,
    run: StoredRun,
    context: ChangeContext,
  ): Promise<ItemOutcome> {
    if (item.effect === 'keep') {
      return { state: 'kept', reason: item.because ?? TEAMS };
    }
    if (item.kind === 'gitlab-project') {
      return archive(item, run, context);
    }
    if (item.kind === 'gitops-files') {
      return checkFilesGone(run, context);
    }
    const driver = this.#drivers.get(item.kind);
    if (!driver) {
      throw new Error(`Nothing here can remove a ${item.kind}.`);
    }
    const removal = await driver.remove(
      {
        ...item,
        runId: run.id,
        seq: item.position,
        stepId: change.kind,
        state: 'present',
      },
      { ...context, run, dataConfirmed: item.data },
    );
    return removal.state === 'undone'
      ? { state: 'done' }
      : { state: 'kept', reason: removal.reason };
  }

  finish(change: StoredChange, items: StoredItem[]): Promise<void> {
    return settleLedger(change, items, this.options.store);
  }
}

function planRow(row: StoredResource): PlannedItem {
  const { kind, system, instance, key, title, environment, url } = row;
  return {
    kind,
    system,
    instance,
    key,
    title,
    environment,
    url,
    ...fateOf(row),
    details: { ...row.details, ledgerId: row.id },
  };
}

/** What decommissioning does to a resource of the ledger. */
function fateOf({ kind, key, state }: StoredResource): {
  effect: ChangeItem['effect'];
  because?: string;
  data: boolean;
} {
  const isTeams =
    state === 'shared' ||
    kind === 'namespace' ||
    key.startsWith('tenant-') ||
    key.includes(': tenants/');
  if (isTeams) {
    return { effect: 'keep', because: TEAMS, data: false };
  }
  if (kind === 'gitlab-project') {
    return {
      effect: 'archive',
      because: 'Its history stays readable; nobody can push to it any more.',
      data: false,
    };
  }
  if (kind === 'vault-secret') {
    return {
      effect: 'keep',
      because: 'Holds data: it is deleted only when you confirm it.',
      data: true,
    };
  }
  return { effect: 'delete', data: false };
}

/** Applications of environments that the service was promoted to after its run: the ledger doesn't know them. */
function promotedApplications(
  run: StoredRun,
  rows: StoredResource[],
  files: string[],
  { upstreams }: ChangeContext,
): PlannedItem[] {
  return upstreams.environments
    .filter(({ name }) =>
      files.includes(`environments/${name}/applications/${run.name}.yaml`),
    )
    .map(({ name, argocd }) => ({
      kind: 'argocd-application' as const,
      system: 'argocd' as const,
      instance: argocd,
      key: `${run.name}-${name}`,
      title: `Keeps the service in ${name} as it is declared`,
      environment: name,
      effect: 'delete' as const,
      data: false,
      details: { project: parseEntityRef(run.ownerRef).name },
    }))
    .filter(
      ({ kind, key }) =>
        !rows.some(row => row.kind === kind && row.key === key),
    );
}

async function archive(
  { key }: StoredItem,
  run: StoredRun,
  { upstreams, signal }: ChangeContext,
): Promise<ItemOutcome> {
  const gitlab = upstreams.gitlab();
  const project = await gitlab.findProject(key, { signal });
  if (!project) {
    return { state: 'done', reason: 'It was gone already.' };
  }
  if (!isProjectOf(project.topics, run.id)) {
    return {
      state: 'kept',
      reason: 'It does not carry the mark of the run, so it is left alone.',
    };
  }
  if (!project.archived) {
    await gitlab.archiveProject(key, { signal });
  }
  return {
    state: 'done',
    reason: 'Archived: readable, and closed for changes.',
  };
}

/** The merge request took them out; what somebody added since is found here. */
async function checkFilesGone(
  run: StoredRun,
  context: ChangeContext,
): Promise<ItemOutcome> {
  const left = await serviceFiles(run, context);
  if (left.length > 0) {
    throw new Error(
      `${left.length} file${
        left.length === 1 ? ' is' : 's are'
      } in Git again or still: ${left.join(', ')}. Remove ${
        left.length === 1 ? 'it' : 'them'
      } by a merge request, then press Retry.`,
    );
  }
  return { state: 'done' };
}
