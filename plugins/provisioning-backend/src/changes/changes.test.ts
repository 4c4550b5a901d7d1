import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { ConflictError, InputError } from '@backstage/errors';
import { randomUUID } from 'node:crypto';
import { amelia, createChanges, priya } from '../__testUtils__/createChanges';
import { useUpstreams } from '../__testUtils__/useUpstreams';

jest.setTimeout(180_000);

const APPLICATION = (name: string, environment = 'dev') =>
  `environments/${environment}/applications/${name}.yaml`;

describe('changes of a service', () => {
  const fixture = useUpstreams();
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let parts: Awaited<ReturnType<typeof createChanges>>;
    let count = 0;

    beforeAll(async () => {
      parts = await createChanges(await databases.init(databaseId), fixture);
    });

    const gitlab = () => fixture.upstreams.gitlab();
    const gitops = (path: string) =>
      gitlab().file('platform/gitops', path, 'main');
    async function newService() {
      count += 1;
      const name = `bagage-${databaseId === 'SQLITE_3' ? 'a' : 'b'}${count}`;
      return { name, run: await parts.create(name, 'flight-ops') };
    }
    const secretOf = (name: string) =>
      fixture.upstreams
        .vault('main')
        .secretMetadata({ mount: 'secret', path: `flight-ops/${name}/dev` });

    it('takes a service down after both approvals, and keeps its data and its history', async () => {
      const { name, run } = await newService();
      const opened = await parts.decommission(name);
      expect(opened.status).toBe('opening');
      const waiting = await parts.until(opened.id, 'awaiting-approval');
      expect(waiting.mergeRequest).toMatchObject({ state: 'opened' });
      expect(waiting.files.map(({ path }) => path)).toContain(
        APPLICATION(name),
      );
      expect(waiting.waitingFor).toBe(
        'The approval of a member of flight-ops and a platform engineer.',
      );
      expect(await gitops(APPLICATION(name))).toBeDefined();

      await parts.approve(opened.id);
      const done = await parts.until(opened.id, 'completed');

      expect(done.mergeRequest).toMatchObject({ state: 'merged' });
      expect(await gitops(APPLICATION(name))).toBeUndefined();
      expect(
        await gitops(`services/flight-ops/${name}/values.yaml`),
      ).toBeUndefined();
      expect(
        await fixture.upstreams
          .argocd('main')
          .findApplication(`${name}-dev`, { project: 'flight-ops' }),
      ).toBeUndefined();
      expect(await secretOf(name)).toBeDefined();
      expect(
        await fixture.upstreams
          .vault('main')
          .readPolicy(`flight-ops-${name}-dev`),
      ).toBeUndefined();
      expect(await gitlab().project(`flight-ops/${name}`)).toMatchObject({
        archived: true,
      });
      expect(done.items.at(-1)).toMatchObject({
        kind: 'catalog-location',
        state: 'done',
      });
      const rows = await parts.store.resources(run.id);
      expect(
        Object.fromEntries(rows.map(({ kind, state }) => [kind, state])),
      ).toMatchObject({
        'gitlab-project': 'archived',
        'vault-secret': 'kept',
        'vault-policy': 'undone',
        'vault-role': 'undone',
        'catalog-location': 'undone',
        namespace: 'kept',
      });
      expect(await parts.store.claimOf(name)).toBeUndefined();
      expect((await parts.store.events(run.id)).at(-1)?.type).toBe(
        'decommission-completed',
      );
    });

    it('deletes the data that was confirmed, and only that', async () => {
      const { name, run } = await newService();
      const plan = await parts.service.plan(
        { kind: 'decommission', entityRef: run.entityRef },
        amelia,
      );
      const [dev] = plan.items.filter(item => item.data);
      expect(dev).toMatchObject({ effect: 'keep', environment: 'dev' });
      const { id } = await parts.decommission(name, [dev.id]);
      await parts.until(id, 'awaiting-approval');
      await parts.approve(id);
      const done = await parts.until(id, 'completed');
      expect(await secretOf(name)).toBeUndefined();
      expect(
        done.items.filter(item => item.data).map(({ state }) => state),
      ).toEqual(['done', 'kept', 'kept']);
    });

    it('also takes down what was promoted after the run', async () => {
      const { name } = await newService();
      const dev = (await gitops(APPLICATION(name)))!.content.toString();
      await gitlab().commit({
        project: 'platform/gitops',
        branch: 'main',
        message: 'Promote',
        authorName: 'Amelia',
        authorEmail: 'amelia@aerq.example',
        actions: [
          {
            action: 'create',
            path: APPLICATION(name, 'staging'),
            content: dev
              .replaceAll(`${name}-dev`, `${name}-staging`)
              .replaceAll('flight-ops-dev', 'flight-ops-staging')
              .replace('environment: dev', 'environment: staging')
              .replace('name: dev', 'name: staging')
              .replace('/dev.yaml', '/staging.yaml'),
          },
        ],
      });
      const { id, items } = await parts.decommission(name);
      expect(items.map(({ key }) => key)).toContain(`${name}-staging`);
      await parts.until(id, 'awaiting-approval');
      await parts.approve(id);
      await parts.until(id, 'completed');
      expect(await gitops(APPLICATION(name, 'staging'))).toBeUndefined();
    });

    it('keeps one open change a service, and answers a repeated request with the same one', async () => {
      const { name, run } = await newService();
      const request = {
        kind: 'decommission' as const,
        requestId: randomUUID(),
        entityRef: run.entityRef,
        confirmName: name,
        reason: 'Replaced by the new check-in.',
        deleteData: [],
      };
      const [one, other] = await Promise.all([
        parts.service.open(request, amelia),
        parts.service.open(request, amelia),
      ]);
      expect(one.id).toBe(other.id);
      await expect(parts.decommission(name)).rejects.toThrow(ConflictError);
      const plan = await parts.service.plan(
        { kind: 'decommission', entityRef: run.entityRef },
        amelia,
      );
      expect(plan.ok).toBe(false);
    });

    it('refuses a wrong name, unknown data, and a service that Runway did not make', async () => {
      const { name, run } = await newService();
      const request = {
        kind: 'decommission' as const,
        requestId: randomUUID(),
        entityRef: run.entityRef,
        confirmName: 'something-else',
        reason: 'Replaced by the new check-in.',
        deleteData: [],
      };
      await expect(parts.service.open(request, amelia)).rejects.toThrow(
        `Type its name, ${name}, to confirm.`,
      );
      await expect(
        parts.service.open(
          { ...request, confirmName: name, deleteData: [randomUUID()] },
          amelia,
        ),
      ).rejects.toThrow(InputError);
      await expect(
        parts.service.plan(
          { kind: 'decommission', entityRef: 'component:default/nobody' },
          amelia,
        ),
      ).rejects.toThrow(/There is no/);
    });

    it('is cancelled by closing its merge request in GitLab', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      const { mergeRequest } = (await parts.changes.get(id))!;
      await gitlab().closeMergeRequest('platform/gitops', mergeRequest!.iid);
      await parts.until(id, 'cancelled');
      expect(await gitops(APPLICATION(name))).toBeDefined();
      // The service is free for another one.
      expect((await parts.decommission(name)).status).toBe('opening');
    });

    it('closes its merge request when it is rejected', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      await parts.service.reject(id, { reason: 'Still in use' }, amelia);
      await parts.worker.pass();
      const { mergeRequest, status } = (await parts.changes.get(id))!;
      expect(status).toBe('rejected');
      expect(mergeRequest?.state).toBe('closed');
      expect(
        await gitlab().findBranch('platform/gitops', `runway/change-${id}`),
      ).toBeUndefined();
      await expect(parts.service.cancel(id, amelia)).rejects.toThrow(
        ConflictError,
      );
    });

    it('touches nothing else when somebody merges before the approvals are there', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      const { mergeRequest } = (await parts.changes.get(id))!;
      await parts.approveInGitLab(mergeRequest!);
      await gitlab().mergeMergeRequest('platform/gitops', mergeRequest!.iid);
      await parts.worker.pass();
      const waiting = await parts.service.get(id, amelia);
      expect(waiting.waitingFor).toMatch(/merged in GitLab.*waits for/);
      expect((await gitlab().project(`flight-ops/${name}`)).archived).toBe(
        false,
      );
      await expect(parts.service.cancel(id, amelia)).rejects.toThrow(
        /merged already/,
      );
      await parts.service.approve(id, { role: 'owner' }, amelia);
      await parts.service.approve(id, { role: 'platform' }, priya);
      await parts.until(id, 'completed');
    });

    it('says so when GitLab itself wants an approval', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      await parts.service.approve(id, { role: 'owner' }, amelia);
      await parts.service.approve(id, { role: 'platform' }, priya);
      await parts.worker.pass();
      await parts.worker.pass();
      const { status, waitingFor } = await parts.service.get(id, amelia);
      expect(status).toBe('merging');
      expect(waitingFor).toMatch(/In GitLab, the approval of .* !\d+\./);
      await parts.approveInGitLab((await parts.changes.get(id))!.mergeRequest!);
      await parts.until(id, 'completed');
    });

    it('opens a new merge request when Git moved on, and asks again when more would go', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      const values = `services/flight-ops/${name}/dev.yaml`;
      await gitlab().commit({
        project: 'platform/gitops',
        branch: 'main',
        message: 'Change it, and add a file',
        authorName: 'Amelia',
        authorEmail: 'amelia@aerq.example',
        actions: [
          {
            action: 'update',
            path: values,
            content: `${(await gitops(values))!.content}\n# changed\n`,
          },
          {
            action: 'create',
            path: `services/flight-ops/${name}/more.yaml`,
            content: 'a: 1\n',
          },
        ],
      });
      await parts.approve(id);
      await parts.worker.pass();
      const again = await parts.until(id, 'awaiting-approval');
      expect(again.files.map(({ path }) => path)).toContain(
        `services/flight-ops/${name}/more.yaml`,
      );
      expect(again.approvals.map(({ approvedBy }) => approvedBy)).toEqual([
        undefined,
        undefined,
      ]);
      await parts.approve(id);
      await parts.until(id, 'completed');
      expect(await gitops(values)).toBeUndefined();
    });

    it('goes on after an upstream was down, from where it stopped', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      await parts.approve(id);
      const { id: rule } = fixture.sandbox.faults.add({
        system: 'vault',
        fault: { kind: 'status', status: 503 },
      });
      const stopped = await parts.until(id, 'incomplete');
      fixture.sandbox.faults.remove(rule);
      expect(stopped.error?.message).toMatch(/^\d+ of \d+ resources/);
      expect(stopped.items.at(-1)).toMatchObject({
        kind: 'catalog-location',
        state: 'failed',
      });
      expect((await gitlab().project(`flight-ops/${name}`)).archived).toBe(
        true,
      );
      await parts.service.retry(id, amelia);
      const done = await parts.until(id, 'completed');
      expect(
        done.items.every(item => ['done', 'kept'].includes(item.state)),
      ).toBe(true);
    });

    it('gives a service to another team by a merge request in its repository', async () => {
      const { name, run } = await newService();
      const { id } = await parts.service.open(
        {
          kind: 'transfer',
          requestId: randomUUID(),
          entityRef: run.entityRef,
          newOwnerRef: 'group:default/booking',
          reason: 'Booking runs it from now on.',
        },
        amelia,
      );
      const waiting = await parts.until(id, 'awaiting-approval');
      expect(waiting.files).toEqual([
        {
          repository: `flight-ops/${name}`,
          path: 'catalog-info.yaml',
          change: 'update',
        },
      ]);
      expect(waiting.approvals.map(({ role }) => role).sort()).toEqual([
        'new-owner',
        'owner',
        'platform',
      ]);
      expect(
        waiting.items.filter(({ effect }) => effect === 'change'),
      ).toHaveLength(2);
      for (const role of ['owner', 'new-owner', 'platform'] as const) {
        await parts.service.approve(
          id,
          { role },
          { credentials: mockCredentials.user(`user:default/of.${role}`) },
        );
      }
      parts.setOwner(name, 'group:default/booking');
      await parts.until(id, 'completed');
      const file = await gitlab().file(
        `flight-ops/${name}`,
        'catalog-info.yaml',
        'main',
      );
      expect(file!.content.toString()).toMatch(/owner: group:default\/booking/);
      expect(file!.content.toString()).not.toMatch(/owner: .*flight-ops/);
      const { sharedWith } = await gitlab().project(`flight-ops/${name}`);
      expect(sharedWith).toEqual([{ group: 'booking', accessLevel: 40 }]);
      // What belongs to it now goes by the new owner.
      const plan = await parts.service.plan(
        { kind: 'decommission', entityRef: run.entityRef },
        amelia,
      );
      expect(plan.ownerRef).toBe('group:default/booking');
    });

    it('is worked on by one replica, and taken over by another', async () => {
      const { name } = await newService();
      const { id } = await parts.decommission(name);
      const other = parts.newWorker();
      await Promise.all([parts.worker.pass(), other.pass()]);
      await Promise.all([parts.worker.pass(), other.pass()]);
      await parts.until(id, 'awaiting-approval');
      const requests = await gitlab().mergeRequests('platform/gitops', {
        sourceBranch: `runway/change-${id}`,
      });
      expect(requests).toHaveLength(1);
      await parts.approve(id);
      for (let pass = 0; pass < 10; pass++) {
        await Promise.all([parts.worker.pass(), other.pass()]);
      }
      expect((await parts.service.get(id, amelia)).status).toBe('completed');
      const events = await parts.changes.events(id);
      expect(events.filter(({ type }) => type === 'merged')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'completed')).toHaveLength(1);
    });
  });
});
