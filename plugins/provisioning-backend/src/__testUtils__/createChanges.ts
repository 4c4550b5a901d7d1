import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { ChangeWorker } from '../changes/ChangeWorker';
import { DatabaseChangeStore } from '../changes/database/DatabaseChangeStore';
import { DecommissionStrategy } from '../changes/decommission/DecommissionStrategy';
import { GitLabApprovals } from '../changes/GitLabApprovals';
import { MergeRequests } from '../changes/MergeRequests';
import { DefaultChangesService } from '../changes/service/DefaultChangesService';
import { TransferStrategy } from '../changes/transfer/TransferStrategy';
import type { StoredMergeRequest } from '../changes/types';
import type { People } from '../service/People';
import { ChangeTelemetry } from '../telemetry/ChangeTelemetry';
import { createReconciliation } from './createReconciliation';
import type { UpstreamsFixture } from './useUpstreams';

export const amelia = {
  credentials: mockCredentials.user('user:default/amelia.reyes'),
};
export const priya = {
  credentials: mockCredentials.user('user:default/priya.nair'),
};

/** Changes over a test database and the sandbox, of services that were really made. */
export async function createChanges(
  knex: Knex,
  fixture: UpstreamsFixture,
  telemetry = new ChangeTelemetry({
    logger: mockServices.rootLogger({ level: 'none' }),
  }),
) {
  const base = await createReconciliation(knex, fixture);
  const { store, catalog, drivers } = base;
  const { upstreams } = fixture;
  const changes = new DatabaseChangeStore(knex);
  const people = {
    get: async (credentials: typeof amelia.credentials) => ({
      ref: credentials.principal.userEntityRef,
      name: 'Amelia Reyes',
      email: 'amelia.reyes@aerq.example',
      ownershipRefs: [credentials.principal.userEntityRef],
    }),
  } as unknown as People;
  const auth = mockServices.auth();
  const { signal } = new AbortController();
  const platformEngineers = ['group:default/platform'];
  const parts = {
    changes,
    store,
    upstreams,
    catalog,
    people,
    auth,
    telemetry,
    strategies: [
      new DecommissionStrategy({ store, drivers, platformEngineers }),
      new TransferStrategy({ store, catalog, auth, platformEngineers }),
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
  /** Works only when the test says so. */
  const idle = { begin: async () => {} } as ChangeWorker;
  const service = new DefaultChangesService({ ...parts, worker: idle });
  const token = fixture.sandbox.gitlab.admin.createToken({
    username: 'priya.nair',
    name: 'test',
    scopes: ['api'],
  });
  /** As Priya presses Approve in GitLab. */
  async function approveInGitLab({ project, iid }: StoredMergeRequest) {
    const path = encodeURIComponent(project);
    const response = await fetch(
      `${fixture.sandbox.url}/gitlab/api/v4/projects/${path}/merge_requests/${iid}/approve`,
      { method: 'POST', headers: { 'private-token': token } },
    );
    if (response.status >= 300 && response.status !== 401) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
  }
  function newWorker(during: AbortSignal = signal) {
    const each = new ChangeWorker({ ...parts, signal: during });
    return {
      async pass() {
        await each.begin();
        await each.settled();
      },
    };
  }
  const worker = newWorker();
  return {
    ...base,
    changes,
    service,
    worker,
    /** As another replica has it. */
    newWorker,
    decommission: (name: string, deleteData: string[] = []) =>
      service.open(
        {
          kind: 'decommission',
          requestId: randomUUID(),
          entityRef: `component:default/${name}`,
          confirmName: name,
          reason: 'Replaced by the new check-in.',
          deleteData,
        },
        amelia,
      ),
    /** Both approvals: one in the portal, one in GitLab, which wants one itself. */
    async approve(id: string) {
      await service.approve(id, { role: 'owner' }, amelia);
      await approveInGitLab((await changes.get(id))!.mergeRequest!);
      await worker.pass();
    },
    approveInGitLab,
    /** Passes until the change has the status. */
    async until(id: string, status: string) {
      for (let pass = 0; pass < 40; pass++) {
        const change = await service.get(id, amelia);
        if (change.status === status) {
          return change;
        }
        await worker.pass();
      }
      const { items, error } = await service.get(id, amelia);
      const failed = items.filter(item => item.state === 'failed');
      throw new Error(
        `${error?.message} ${failed
          .map(({ key, reason }) => `${key}: ${reason}`)
          .join('; ')} The change is ${
          (await service.get(id, amelia)).status
        }, not ${status}`,
      );
    },
  };
}
