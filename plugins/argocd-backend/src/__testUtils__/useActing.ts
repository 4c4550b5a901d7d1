import { until, useSandbox } from '@runway/sandbox';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Action, ActionRequest } from '@runway/plugin-argocd-common';
import { randomUUID } from 'node:crypto';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { createOrders } from './ordersApplications';
import { noor, startActing } from './startActing';
import { FaultyProxy, startFaultyProxy } from './startFaultyProxy';

export const refOf = (name: string) => ({
  instance: 'main',
  namespace: 'argocd',
  name,
});

export const sync: ActionRequest = {
  kind: 'sync',
  prune: false,
  dryRun: false,
};

/** Team booking's applications in a sandbox, and portals that act on them through a proxy. Call it in `describe`. */
export function useActing() {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useSandbox();
  const replicas: Array<{ stop(): Promise<void> }> = [];
  let orders: Awaited<ReturnType<typeof createOrders>>;
  let proxy: FaultyProxy;

  beforeAll(async () => {
    orders = await createOrders(fixture.sandbox);
  });
  beforeEach(async () => {
    proxy = await startFaultyProxy(`${fixture.sandbox.url}/argocd`);
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map(replica => replica.stop()));
    await proxy.stop();
  });

  async function migrated() {
    const knex = await databases.init('SQLITE_3');
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@runway/plugin-argocd-backend',
        'migrations',
      ),
    });
    return knex;
  }

  /** One replica. */
  async function portal(
    options: Partial<Parameters<typeof startActing>[0]> = {},
  ) {
    const knex = options.knex ?? (await migrated());
    const replica = await startActing({
      sandbox: fixture.sandbox,
      argocd: proxy.url,
      knex,
      ...options,
    });
    replicas.push(replica);
    const { service } = replica;
    const preview = (
      name: string,
      request: ActionRequest,
      credentials = noor,
    ) => service.preview(refOf(name), request, { credentials });
    return {
      ...replica,
      knex,
      preview,
      async act(name: string, request: ActionRequest, credentials = noor) {
        const { token } = await preview(name, request, credentials);
        return service.start(
          refOf(name),
          { request, token, requestId: randomUUID() },
          { credentials },
        );
      },
      async ended(action: Action): Promise<Action> {
        const look = () => service.get(action.id, { credentials: noor });
        await until(async () => (await look()).finishedAt);
        return look();
      },
      /** The application once it looks as wanted. */
      async seen(
        name: string,
        isWanted: (record: ApplicationRecord) => boolean = () => true,
      ): Promise<ApplicationRecord> {
        await until(() => {
          const record = replica.index.get(refOf(name));
          return record && isWanted(record);
        });
        return replica.index.get(refOf(name))!;
      },
    };
  }

  /** An application of its own, so that tests don't meet. */
  async function application(
    name: string,
    more: Partial<Parameters<typeof orders.create>[0]> = {},
  ) {
    orders.create({ name, service: 'orders', environment: 'dev', ...more });
    await orders.settled();
    return name;
  }

  return {
    application,
    migrated,
    portal,
    get sandbox() {
      return fixture.sandbox;
    },
    get orders() {
      return orders;
    },
    get proxy() {
      return proxy;
    },
  };
}
