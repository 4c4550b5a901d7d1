import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeWorker } from '../changes/ChangeWorker';
import { DatabaseChangeStore } from '../changes/database/DatabaseChangeStore';
import { GitLabApprovals } from '../changes/GitLabApprovals';
import { MergeRequests } from '../changes/MergeRequests';
import { DefaultChangesService } from '../changes/service/DefaultChangesService';
import { AtlantisOrders } from '../infrastructure/AtlantisOrders';
import { InfrastructureRemoval } from '../infrastructure/removal/InfrastructureRemoval';
import { RUN_LABEL } from '../operations/marks';
import type { People } from '../service/People';
import { ChangeTelemetry } from '../telemetry/ChangeTelemetry';
import { amelia } from './createChanges';
import { createInfrastructure } from './createInfrastructure';
import type { UpstreamsFixture } from './useUpstreams';

const PROJECT = 'platform/infrastructure';
const WITHIN_MS = 60_000;

/** Orders that the sandbox's Atlantis has applied, and their decommission. */
export async function createRemovals(knex: Knex, fixture: UpstreamsFixture) {
  const parts = await createInfrastructure(knex, fixture, PROJECT);
  const { store, requests, upstreams, drivers } = parts;
  const auth = mockServices.auth();
  const runs = new Map<string, string>();
  const catalog = {
    ...parts.catalog,
    async getEntityByRef(
      ref: Parameters<typeof parts.catalog.getEntityByRef>[0],
      options: Parameters<typeof parts.catalog.getEntityByRef>[1],
    ): Promise<Entity | undefined> {
      const runId = runs.get(String(ref));
      return runId
        ? {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Resource',
            metadata: {
              name: String(ref).split('/')[1],
              namespace: 'default',
              annotations: { [RUN_LABEL]: runId },
            },
            spec: { owner: 'group:default/flight-ops' },
          }
        : parts.catalog.getEntityByRef(ref, options);
    },
  } as typeof parts.catalog;
  const changes = new DatabaseChangeStore(knex);
  const { signal } = new AbortController();
  const auditor = mockServices.auditor.mock({
    createEvent: async () => ({
      success: async () => {},
      fail: async () => {},
    }),
  });
  const options = {
    changes,
    store,
    upstreams,
    catalog,
    auth,
    people: {
      get: async (credentials: typeof amelia.credentials) => ({
        ref: credentials.principal.userEntityRef,
        name: 'Amelia Reyes',
        email: 'amelia.reyes@aerq.example',
      }),
    } as unknown as People,
    telemetry: new ChangeTelemetry({
      logger: mockServices.rootLogger({ level: 'none' }),
    }),
    strategies: [
      new InfrastructureRemoval({
        store,
        requests,
        drivers,
        auditor,
        orders: new AtlantisOrders({ upstreams }),
        platformEngineers: ['group:default/platform'],
      }),
    ],
    gitLabApprovals: new GitLabApprovals({
      changes,
      upstreams,
      catalog,
      auth,
      fourEyes: true,
    }),
    lookEveryMs: 0,
    mergeRequests: new MergeRequests({
      upstreams,
      changeUrl: id => `http://portal.example/changes/${id}`,
    }),
    signal,
  };
  const idle = { begin: async () => {} } as ChangeWorker;
  const service = new DefaultChangesService({ ...options, worker: idle });
  const subject = (name: string) => ({
    kind: 'decommission' as const,
    entityRef: `resource:default/flight-ops-${name}-dev`,
  });
  /** One look at every change, by a portal that has just been started. */
  async function pass() {
    const worker = new ChangeWorker(options);
    await worker.begin();
    await worker.settled();
  }
  return {
    ...parts,
    changes,
    service,
    auditor,
    pass,
    plan: (name: string) => service.plan(subject(name), amelia),
    resourcesOf: (name: string) =>
      Object.keys(
        fixture.sandbox.azure.admin.stack(`environments/dev/flight-ops-${name}`)
          .resources,
      ),
    fileOf: (name: string, file = 'terragrunt.hcl') =>
      upstreams
        .gitlab()
        .file(PROJECT, `environments/dev/flight-ops-${name}/${file}`, 'main'),
    /** Orders something, and has it applied. */
    async applied(name: string) {
      const ordered = await parts.order(name);
      await parts.until(ordered.id, 'planned');
      await parts.approve(ordered.request);
      await parts.until(ordered.id, 'applied');
      const deadline = Date.now() + WITHIN_MS;
      while ((await requests.ofRun(ordered.id))!.lookAt !== undefined) {
        if (Date.now() > deadline) {
          throw new Error(`${name} is not in the catalog`);
        }
        await parts.follow(ordered.id);
      }
      runs.set(subject(name).entityRef, ordered.id);
      return ordered;
    },
    /** Asks to take it down. */
    async decommission(name: string, deleteData?: string[]) {
      const { items } = await service.plan(subject(name), amelia);
      return service.open(
        {
          ...subject(name),
          requestId: randomUUID(),
          confirmName: `flight-ops-${name}-dev`,
          reason: 'The service that used it is gone.',
          deleteData:
            deleteData ?? items.filter(each => each.data).map(({ id }) => id),
        },
        amelia,
      );
    },
    /** Priya approves the merge request that the change has now. */
    async approveInGitLab(id: string) {
      const { iid } = (await changes.get(id))!.mergeRequest!;
      await parts.as('priya.nair')('POST', `merge_requests/${iid}/approve`);
    },
    /** Passes until it is so. */
    async seen(
      id: string,
      isSo: (change: Awaited<ReturnType<typeof service.get>>) => unknown,
    ) {
      const deadline = Date.now() + WITHIN_MS;
      for (;;) {
        const change = await service.get(id, amelia);
        if (isSo(change)) {
          return change;
        }
        if (Date.now() > deadline) {
          throw new Error(
            `It is ${change.status}, waits for ${change.waitingFor}: ${change.error?.message}`,
          );
        }
        await pass();
        await sleep(100);
      }
    },
  };
}
