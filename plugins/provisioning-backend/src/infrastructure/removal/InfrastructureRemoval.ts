import type { AuditorService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { dependantsCheck } from '../../changes/dependantsCheck';
import { endedRunCheck } from '../../changes/endedRunCheck';
import { neededApprovals } from '../../changes/neededApprovals';
import { settleLedger } from '../../changes/settleLedger';
import { isResource } from '../../changes/strategyFor';
import type {
  ChangeContext,
  ChangeStrategy,
  ChangeTarget,
  ItemOutcome,
  MergeContext,
  MergeOutcome,
  PlannedItem,
  StoredChange,
  StoredItem,
  StrategyPlan,
} from '../../changes/types';
import type {
  RunStore,
  StoredResource,
  StoredRun,
} from '../../database/RunStore';
import type { ResourceDriver } from '../../resources/ResourceDriver';
import type { AtlantisOrders } from '../AtlantisOrders';
import type { DatabaseRequestStore } from '../database/DatabaseRequestStore';
import { STACK_FILE } from '../infrastructurePlan';
import { stackResources, wordsOfType } from '../stackResources';
import type { StoredRequest } from '../types';
import { AtlantisDestruction } from './AtlantisDestruction';
import { closeRequest } from './closeRequest';
import { removeFolder } from './removeFolder';
import { pathsOf, readFolder } from './removedStack';

const AFTERWARDS =
  'Atlantis says in a comment what it would destroy: read it. Once the team and the platform have agreed and it is approved here, Runway asks Atlantis to apply it, which destroys all of that and merges this. Then a second merge request takes the empty folder out. Closing this one before it is applied cancels all of it.';

/**
 * Takes down what was ordered in the infrastructure repository. Atlantis plans nothing for a folder that is gone, so the
 * stack is emptied first, which Atlantis applies, and its folder goes afterwards. See docs/adr/0016.
 */
export class InfrastructureRemoval implements ChangeStrategy {
  readonly #destruction: AtlantisDestruction;

  constructor(
    private readonly options: {
      store: RunStore;
      requests: DatabaseRequestStore;
      orders: AtlantisOrders;
      auditor: AuditorService;
      drivers: ResourceDriver[];
      platformEngineers: string[];
    },
  ) {
    this.#destruction = new AtlantisDestruction(options);
  }

  fits({ kind, entityRef }: Pick<ChangeTarget, 'kind' | 'entityRef'>) {
    return kind === 'decommission' && isResource(entityRef);
  }

  async plan(
    target: ChangeTarget,
    context: ChangeContext,
  ): Promise<StrategyPlan> {
    const { run, name, entity } = target;
    const { upstreams } = context;
    const { directory } = await this.#requestOf(run.id);
    const folder = await readFolder({ directory, runId: run.id }, context);
    const [rows, made] = await Promise.all([
      this.options.store.resources(run.id),
      stackResources(upstreams, folder.stack, context),
    ]);
    const { instance, project, branch } = upstreams.infrastructure;
    return {
      items: [
        ...made.map(each => planResource(each, rows[0]?.environment)),
        ...rows.filter(({ state }) => state !== 'undone').map(planRow),
      ],
      files: folder.paths.map(path => ({
        repository: project,
        path,
        change: 'delete' as const,
      })),
      commit: {
        instance,
        project,
        branch,
        title: `Decommission ${name}`,
        afterwards: AFTERWARDS,
        actions: [
          {
            action: 'update',
            path: `${directory}/${STACK_FILE}`,
            content: folder.emptied,
          },
        ],
      },
      approvals: neededApprovals(target, this.options.platformEngineers),
      checks: [dependantsCheck(entity), endedRunCheck(run)],
    };
  }

  async merge(
    change: StoredChange,
    context: MergeContext,
  ): Promise<MergeOutcome> {
    const { directory } = await this.#requestOf(change.runId);
    const { mergeRequest } = change;
    if (mergeRequest?.after === undefined) {
      const outcome = await this.#destruction.bringIn(
        change,
        directory,
        context,
      );
      if (outcome !== 'merged') {
        return outcome;
      }
    }
    return removeFolder(change, directory, context);
  }

  async execute(
    item: StoredItem,
    change: StoredChange,
    run: StoredRun,
    context: ChangeContext,
  ): Promise<ItemOutcome> {
    if (item.kind === 'azure-resource') {
      const { after, iid } = change.mergeRequest!;
      return {
        state: 'done',
        reason: `Atlantis has destroyed it (!${after ?? iid}).`,
      };
    }
    if (item.kind === 'infrastructure-request') {
      const { directory } = await this.#requestOf(run.id);
      const left = await pathsOf(directory, context);
      if (left.length > 0) {
        throw new Error(
          `In Git again or still: ${left.join(
            ', ',
          )}. Remove the folder by a merge request, then press Retry.`,
        );
      }
      return { state: 'done' };
    }
    const driver = this.options.drivers.find(({ kind }) => kind === item.kind);
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
      { ...context, run, dataConfirmed: true },
    );
    return removal.state === 'undone'
      ? { state: 'done' }
      : { state: 'kept', reason: removal.reason };
  }

  async finish(change: StoredChange, items: StoredItem[]): Promise<void> {
    const { requests, store } = this.options;
    await closeRequest(change, requests);
    await settleLedger(change, items, store);
  }

  /** @throws InputError, ConflictError when there is nothing to take down */
  async #requestOf(runId: string): Promise<StoredRequest> {
    const request = await this.options.requests.ofRun(runId);
    if (!request) {
      throw new InputError('It was not ordered in the portal.');
    }
    if (!['applied', 'removed'].includes(request.status)) {
      throw new ConflictError(
        'It is not applied yet: take the order back on the page of its run, by Undo.',
      );
    }
    return request;
  }
}

function planResource(
  { type, holdsData }: { type: string; holdsData: boolean },
  environment: string | undefined,
): PlannedItem {
  return {
    kind: 'azure-resource',
    system: 'azure',
    instance: 'azure',
    key: type,
    title: wordsOfType(type),
    environment,
    effect: 'delete',
    because: holdsData
      ? 'Holds data, which is destroyed with it: nobody can bring it back.'
      : undefined,
    data: holdsData,
    details: {},
  };
}

function planRow(row: StoredResource): PlannedItem {
  const { kind, system, instance, key, environment, url } = row;
  return {
    kind,
    system,
    instance,
    key,
    title:
      kind === 'catalog-location'
        ? 'Page in the catalog'
        : 'Its declaration in Git; the history stays',
    environment,
    url,
    effect: 'delete',
    data: false,
    details: { ...row.details, ledgerId: row.id },
  };
}
