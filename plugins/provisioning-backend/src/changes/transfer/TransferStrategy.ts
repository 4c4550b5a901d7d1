import type { AuthService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Check } from '@runway/plugin-provisioning-common';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  RunStore,
  StoredResource,
  StoredRun,
} from '../../database/RunStore';
import { neededApprovals } from '../neededApprovals';
import { ownerOf } from '../readTarget';
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
import { setOwner } from './setOwner';

const CATALOG_FILE = 'catalog-info.yaml';
const MAINTAINER = 40;
const SEEN_WITHIN_MS = 60_000;
const POLL_MS = 500;

/**
 * Gives a service to another team: the catalog says so, and the new team may change the repository. What carries the
 * former team's name (namespace, Vault path, repository path) stays where it is.
 */
export class TransferStrategy implements ChangeStrategy {
  constructor(
    private readonly options: {
      store: RunStore;
      catalog: CatalogService;
      auth: AuthService;
      platformEngineers: string[];
    },
  ) {}

  fits({ kind, entityRef }: Pick<ChangeTarget, 'kind' | 'entityRef'>) {
    return kind === 'transfer' && !isResource(entityRef);
  }

  async plan(
    target: ChangeTarget,
    context: ChangeContext,
  ): Promise<StrategyPlan> {
    const { run, name, ownerRef } = target;
    const newOwnerRef = target.newOwnerRef!;
    const rows = await this.options.store.resources(run.id);
    const project = projectOf(run);
    const gitlab = context.upstreams.gitlab();
    const file = await gitlab.file(project, CATALOG_FILE, 'main', context);
    const content =
      file &&
      setOwner(file.content.toString('utf8'), {
        isFormer: owner => refOf(owner) === ownerRef,
        to: newOwnerRef,
      });
    return {
      items: planItems(target, rows),
      files: content
        ? [{ repository: project, path: CATALOG_FILE, change: 'update' }]
        : [],
      commit: {
        instance: gitlab.instance,
        project,
        branch: 'main',
        title: `Transfer ${name} to ${teamOf(newOwnerRef)}`,
        actions: content
          ? [{ action: 'update', path: CATALOG_FILE, content }]
          : [],
      },
      approvals: neededApprovals(target, this.options.platformEngineers),
      checks: [ownerCheck(target), fileCheck(content)],
    };
  }

  async execute(
    item: StoredItem,
    change: StoredChange,
    run: StoredRun,
    context: ChangeContext,
  ): Promise<ItemOutcome> {
    if (item.effect === 'keep') {
      return { state: 'kept', reason: item.because ?? '' };
    }
    const team = teamOf(change.newOwnerRef!);
    if (item.kind === 'gitlab-project') {
      await context.upstreams
        .gitlab()
        .shareProject(
          projectOf(run),
          { group: team, accessLevel: MAINTAINER },
          context,
        );
      return { state: 'done', reason: `${team} has the role Maintainer.` };
    }
    return this.#seeOwner(change, context.signal);
  }

  async finish(change: StoredChange): Promise<void> {
    await this.options.store.record(change.runId, {
      actor: change.requestedBy,
      type: 'transferred',
      message: `${change.name} belongs to ${teamOf(change.newOwnerRef!)}: ${
        change.reason
      }`,
    });
  }

  /** The catalog reads the file again by itself; asking saves the wait. */
  async #seeOwner(
    { entityRef, newOwnerRef }: StoredChange,
    signal: AbortSignal,
  ): Promise<ItemOutcome> {
    const { auth, catalog } = this.options;
    const deadline = Date.now() + SEEN_WITHIN_MS;
    for (;;) {
      const credentials = await auth.getOwnServiceCredentials();
      await catalog.refreshEntity(entityRef, { credentials });
      const entity = await catalog.getEntityByRef(entityRef, { credentials });
      if (entity && ownerOf(entity) === newOwnerRef) {
        return { state: 'done' };
      }
      if (Date.now() > deadline) {
        throw new Error(
          `The catalog does not say yet that ${teamOf(
            newOwnerRef!,
          )} owns it. Look at ${CATALOG_FILE} on the default branch, then press Retry.`,
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }
}

const teamOf = (ref: string) => parseEntityRef(ref).name;
const projectOf = (run: StoredRun) => `${teamOf(run.ownerRef)}/${run.name}`;
const refOf = (owner: string) =>
  stringifyEntityRef(
    parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    }),
  );

function planItems(
  { ownerRef, newOwnerRef, run }: ChangeTarget,
  rows: StoredResource[],
): PlannedItem[] {
  const team = teamOf(newOwnerRef!);
  const stays = `It stays where it is and keeps the name of ${teamOf(
    run.ownerRef,
  )}; its platform rights come from there.`;
  const planned = rows
    .filter(({ state, key }) => state === 'present' && !key.includes('tenant'))
    .map((row): PlannedItem => {
      const { kind, system, instance, key, title, environment, url } = row;
      const common = {
        kind,
        system,
        instance,
        key,
        title,
        environment,
        url,
        data: false,
        details: { ledgerId: row.id },
      };
      if (kind === 'gitlab-project') {
        return {
          ...common,
          effect: 'change',
          because: `Members of ${team} get the role Maintainer. Those of ${teamOf(
            ownerRef,
          )} keep theirs until you take it away in GitLab.`,
        };
      }
      return kind === 'catalog-location'
        ? {
            ...common,
            effect: 'change',
            because: `Its owner becomes ${team}: alerts, approvals and figures follow.`,
          }
        : { ...common, effect: 'keep', because: stays };
    });
  return [
    ...planned.filter(({ kind }) => kind !== 'catalog-location'),
    ...planned.filter(({ kind }) => kind === 'catalog-location'),
  ];
}

function ownerCheck({ ownerRef, newOwnerRef, name }: ChangeTarget): Check {
  const isSame = ownerRef === newOwnerRef;
  return {
    id: 'new-owner',
    title: 'Another team takes it over',
    status: isSame ? 'failed' : 'ok',
    message: isSame
      ? `${name} belongs to ${teamOf(ownerRef)} already.`
      : `From ${teamOf(ownerRef)} to ${teamOf(newOwnerRef!)}.`,
    action: isSame ? 'Choose another team.' : undefined,
    field: isSame ? 'newOwnerRef' : undefined,
    durationMs: 0,
  };
}

function fileCheck(content: string | undefined): Check {
  return {
    id: 'catalog-file',
    title: 'Git says who owns it',
    status: content ? 'ok' : 'failed',
    message: content
      ? `A merge request changes spec.owner in ${CATALOG_FILE}.`
      : `${CATALOG_FILE} on the default branch does not name the present owner.`,
    action: content
      ? undefined
      : `Correct spec.owner in ${CATALOG_FILE}, and wait until the catalog has read it.`,
    durationMs: 0,
  };
}
