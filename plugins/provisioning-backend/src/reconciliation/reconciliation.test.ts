import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { createReconciliation } from '../__testUtils__/createReconciliation';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import type { StoredRun } from '../database/RunStore';
import type { StoredDifference } from './types';

jest.setTimeout(120_000);

const priya = {
  ref: 'user:default/priya.nair',
  name: 'Priya Nair',
  email: 'priya.nair@aerq.example',
  ownershipRefs: ['group:default/platform'],
};

const short = (found: StoredDifference[]) =>
  found
    .map(({ difference, kind, key, actions }) =>
      [difference, kind, key, actions.join('+')].join(' '),
    )
    .sort();

/** One world for all tests: each makes its own mess and clears it up, so each begins without differences. */
describe('reconciliation', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const fixture = useUpstreams();
    const name = 'checked-api';
    let world: Awaited<ReturnType<typeof createReconciliation>>;
    let run: StoredRun;
    const policy = (environment: string) => `ground-${name}-${environment}`;
    const gitlab = () => fixture.upstreams.gitlab();
    const vault = () => fixture.upstreams.vault('main');

    beforeAll(async () => {
      const knex = await databases.init(databaseId);
      world = await createReconciliation(knex, fixture);
      run = await world.create(name, 'ground');
    }, 120_000);

    const resolve = async (
      found: StoredDifference[],
      kind: string,
      action: 'adopt' | 'recreate' | 'forget',
    ) => {
      const difference = found.find(each => each.kind === kind)!;
      expect(difference).toBeDefined();
      return world.resolver.resolve(difference.id, action, priya);
    };
    const commit = (actions: object[]) =>
      gitlab().commit({
        project: 'platform/gitops',
        branch: 'main',
        message: 'By hand',
        authorName: priya.name,
        authorEmail: priya.email,
        actions: actions as never,
      });
    const eventTypes = async () =>
      (await world.store.events(run.id)).map(({ type }) => type);

    it('finds nothing where the ledger is right', async () => {
      expect(short(await world.check())).toEqual([]);
      const rows = await world.store.resources(run.id);
      expect(rows.length).toBeGreaterThan(15);
      const sources = await world.state.sources();
      expect(sources.map(each => [each.system, each.state])).toEqual(
        expect.arrayContaining([
          ['argocd', 'ok'],
          ['catalog', 'ok'],
          ['gitlab', 'ok'],
          ['kubernetes', 'ok'],
          ['vault', 'ok'],
        ]),
      );
      expect(sources.every(each => each.checkedAt)).toBe(true);
      const counted = sources.reduce((sum, each) => sum + each.checked, 0);
      expect(counted).toBe(rows.filter(r => r.state === 'present').length);
    });

    it('shows what is missing the second time, and makes it again', async () => {
      await vault().deletePolicy(policy('dev'));
      await vault().deleteRole({
        mount: 'kubernetes-staging',
        role: policy('staging'),
      });
      const file = `services/ground/${name}/staging.yaml`;
      const before = await gitlab().file('platform/gitops', file, 'main');
      await commit([{ action: 'delete', path: file }]);
      world.clearCatalog();

      await world.pass();
      expect((await world.differences.list({})).total).toBe(0);
      const found = await world.check();
      expect(short(found)).toEqual([
        `missing catalog-location component:default/${name} recreate+forget`,
        `missing gitops-files platform/gitops: services/ground/${name} recreate+forget`,
        `missing vault-policy ${policy('dev')} recreate+forget`,
        `missing vault-role kubernetes-staging/${policy(
          'staging',
        )} recreate+forget`,
      ]);
      expect(await world.differences.counts()).toEqual(
        expect.arrayContaining([
          { kind: 'missing', system: 'vault', count: 2 },
        ]),
      );

      for (const { kind } of found) {
        expect(await resolve(found, kind, 'recreate')).toBeUndefined();
      }
      expect(await vault().readPolicy(policy('dev'))).toContain(run.id);
      const after = await gitlab().file('platform/gitops', file, 'main');
      expect(after!.content.equals(before!.content)).toBe(true);
      expect(short(await world.check())).toEqual([]);
      expect(await eventTypes()).toEqual(
        expect.arrayContaining(['difference-found', 'difference-recreated']),
      );
    });

    it('adopts a renamed repository', async () => {
      const { url, credentials } = fixture.sandbox;
      const rename = async (from: string, to: string) => {
        const answer = await fetch(
          `${url}/gitlab/api/v4/projects/${encodeURIComponent(from)}`,
          {
            method: 'PUT',
            headers: {
              'private-token': credentials.gitlabToken,
              'content-type': 'application/json',
            },
            body: JSON.stringify({ path: to }),
          },
        );
        expect(answer.status).toBe(200);
      };
      await rename(`ground/${name}`, `${name}-new`);
      const found = await world.check();
      expect(short(found)).toEqual([
        `missing gitlab-project ground/${name} adopt+forget`,
      ]);
      expect(found[0].message).toContain(`is now ground/${name}-new`);
      expect(await resolve(found, 'gitlab-project', 'adopt')).toBeUndefined();
      expect(short(await world.check())).toEqual([]);
      await rename(`ground/${name}-new`, name);
      const back = await world.check();
      expect(await resolve(back, 'gitlab-project', 'adopt')).toBeUndefined();
      expect(short(await world.check())).toEqual([]);
      const row = (await world.store.resources(run.id)).find(
        each => each.key === `ground/${name}`,
      );
      expect(row).toMatchObject({ state: 'present' });
    });

    it('finds what carries a mark and is not listed', async () => {
      const stranger = randomUUID();
      const path = `services/ground/${name}-x/values.yaml`;
      await commit([
        {
          action: 'create',
          path,
          content: `# runway-run: ${stranger}\na: 1\n`,
        },
      ]);
      await vault().writePolicy(
        'ground-left-dev',
        `# runway-run: ${run.id}\npath "secret/data/x" { capabilities = ["read"] }`,
      );
      await vault().putSecretMetadata({
        mount: 'secret',
        path: `ground/left/dev`,
        customMetadata: { 'runway-run': stranger },
      });
      const found = await world.check();
      expect(short(found)).toEqual([
        `unlisted gitops-files platform/gitops: ${path} forget`,
        'unlisted vault-policy ground-left-dev adopt+forget',
        'unlisted vault-secret ground/left/dev forget',
      ]);
      expect(await resolve(found, 'vault-policy', 'adopt')).toBeUndefined();
      expect(
        (await world.store.resources(run.id)).find(
          each => each.key === 'ground-left-dev',
        ),
      ).toMatchObject({ state: 'present' });

      // Forgotten as long as nothing changes about it.
      expect(await resolve(found, 'gitops-files', 'forget')).toBeUndefined();
      expect(short(await world.check())).toEqual([
        'unlisted vault-secret ground/left/dev forget',
      ]);
      // Gone by itself.
      await commit([{ action: 'delete', path }]);
      await vault().deleteSecret({ mount: 'secret', path: 'ground/left/dev' });
      await vault().deletePolicy('ground-left-dev');
      const left = await world.check();
      expect(await resolve(left, 'vault-policy', 'forget')).toBeUndefined();
      expect(short(await world.check())).toEqual([]);
    });

    it('never offers to make again what cannot be as it was, nor to take over what is not ours', async () => {
      const secret = { mount: 'secret', path: `ground/${name}/dev` };
      await vault().deleteSecret(secret);
      await gitlab().updateProject(`ground/${name}`, { topics: ['other'] });
      const found = await world.check();
      expect(short(found)).toEqual([
        `foreign gitlab-project ground/${name} forget`,
        `missing vault-secret ground/${name}/dev forget`,
      ]);
      await expect(resolve(found, 'vault-secret', 'recreate')).rejects.toThrow(
        /can’t be made again/,
      );
      expect(await resolve(found, 'vault-secret', 'forget')).toBeUndefined();
      expect(
        (await world.store.resources(run.id)).find(
          each => each.key === secret.path,
        ),
      ).toMatchObject({
        state: 'undone',
        reason: expect.stringContaining('Taken off the ledger by Priya Nair'),
      });
      await gitlab().updateProject(`ground/${name}`, {
        topics: ['runway', `runway-run-${run.id}`],
      });
      expect(short(await world.check())).toEqual([]);
      expect(await eventTypes()).toContain('difference-resolved');
    });

    it('says that an upstream is ill instead of that something is missing', async () => {
      const { faults } = fixture.sandbox;
      const { id } = faults.add({
        system: 'vault',
        fault: { kind: 'status', status: 503 },
      });
      try {
        expect(short(await world.check())).toEqual([]);
        const sources = await world.state.sources();
        expect(sources.find(each => each.system === 'vault')).toMatchObject({
          state: 'failed',
          error: expect.any(String),
        });
        expect(sources.find(each => each.system === 'argocd')).toMatchObject({
          state: 'ok',
        });
      } finally {
        faults.remove(id);
      }
    });

    it('notes why an action came to nothing, and can be pressed again', async () => {
      await vault().deletePolicy(policy('production'));
      const found = await world.check();
      const { faults } = fixture.sandbox;
      const { id } = faults.add({
        system: 'vault',
        method: 'PUT',
        fault: { kind: 'status', status: 403 },
      });
      const failed = await resolve(found, 'vault-policy', 'recreate');
      faults.remove(id);
      expect(failed?.progress).toMatchObject({
        action: 'recreate',
        state: 'failed',
        message: expect.stringMatching(/Vault/i),
      });
      expect(await resolve(found, 'vault-policy', 'recreate')).toBeUndefined();
      expect(short(await world.check())).toEqual([]);
    });

    it('does it once when two press at the same time, in two replicas', async () => {
      const repaired = async () =>
        (await eventTypes()).filter(type => type === 'difference-recreated')
          .length;
      const before = await repaired();
      await vault().deletePolicy(policy('dev'));
      const [difference] = await world.check();
      const replicas = [world.resolver, world.newResolver()];
      await Promise.all(
        replicas.map(each => each.resolve(difference.id, 'recreate', priya)),
      );
      await Promise.all(replicas.map(each => each.idle()));
      expect(await repaired()).toBe(before + 1);
      expect(short(await world.check())).toEqual([]);
    });

    it('leaves alone what somebody works on', async () => {
      await vault().deletePolicy(policy('dev'));
      world.busy.add(run.entityRef);
      expect(short(await world.check())).toEqual([]);
      world.busy.clear();
      const found = await world.check();
      expect(short(found)).toHaveLength(1);
      world.busy.add(run.entityRef);
      expect(
        (await resolve(found, 'vault-policy', 'recreate'))?.progress?.message,
      ).toMatch(/Somebody works on this service/);
      world.busy.clear();
      expect(await resolve(found, 'vault-policy', 'recreate')).toBeUndefined();
    });

    it('goes on where the last pass stopped, and shows no more than fits', async () => {
      const small = await createReconciliation(
        await databases.init(databaseId),
        fixture,
        { rowsPerPass: 1 },
      );
      // This ledger is empty: all that the other one lists is strange to it.
      await small.pass();
      await small.pass();
      const { differences, total } = await small.differences.list({});
      expect(total).toBeGreaterThan(0);
      expect(differences.every(each => each.difference === 'unlisted')).toBe(
        true,
      );
      expect(differences.every(each => each.name === undefined)).toBe(true);
      const sources = await small.state.sources();
      expect(sources.find(each => each.system === 'argocd')).toMatchObject({
        state: 'partial',
        error: expect.stringMatching(/the first 1 are shown/),
      });
      const vaultCursor = await small.state.read('vault-main');
      expect(vaultCursor).toEqual({
        name: expect.any(String),
        path: expect.any(String),
      });
      await small.pass();
      expect(await small.state.read('vault-main')).not.toEqual(vaultCursor);
    });

    it('compares a bounded part of the ledger a pass', async () => {
      const small = world.withRowsPerPass(4);
      await world.state.write('ledger', undefined);
      const seen: number[] = [];
      do {
        await small();
        const checked = (await world.state.sources()).reduce(
          (sum, each) => sum + each.checked,
          0,
        );
        expect(checked).toBeLessThanOrEqual(4);
        seen.push((await world.state.read<number>('ledger')) ?? 0);
      } while (seen.at(-1) !== 0 && seen.length < 20);
      expect(seen.length).toBeGreaterThan(3);
      expect(seen.slice(0, -1)).toEqual(
        seen.slice(0, -1).toSorted((a, b) => a - b),
      );
      expect(seen.at(-1)).toBe(0);
    });

    it('hands back to undo what was found after it, and settles what was left over', async () => {
      const [row] = (await world.store.resources(run.id)).filter(
        ({ kind }) => kind === 'vault-role',
      );
      const rows = async () =>
        new Map(
          (await world.store.resources(run.id)).map(each => [each.id, each]),
        );
      await world.store.transition(run.id, {
        from: ['succeeded'],
        to: 'undone',
      });
      const lease = (await world.store.acquireLease(run.id, {
        holder: 'test',
        ttlMs: 60_000,
        status: ['undone'],
      }))!;
      await world.store.change(lease, row.id, { state: 'undone' });
      await world.store.releaseLease(lease);

      const found = await world.check();
      expect(short(found)).toEqual([
        `unlisted vault-role ${row.key} adopt+forget`,
      ]);
      expect(await resolve(found, 'vault-role', 'adopt')).toBeUndefined();
      expect((await rows()).get(row.id)).toMatchObject({ state: 'orphaned' });
      expect(await world.store.get(run.id)).toMatchObject({
        status: 'undo-failed',
      });

      const left = await world.check();
      expect(short(left)).toEqual([`orphaned vault-role ${row.key} forget`]);
      expect(await resolve(left, 'vault-role', 'forget')).toBeUndefined();
      expect((await rows()).get(row.id)).toMatchObject({ state: 'kept' });
      expect(await world.store.get(run.id)).toMatchObject({ status: 'undone' });
      expect(await world.store.claimOf(name)).toBeUndefined();
      expect(short(await world.check())).toEqual([]);
    });
  });
});
