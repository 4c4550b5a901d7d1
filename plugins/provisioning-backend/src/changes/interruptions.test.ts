import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { setTimeout as sleep } from 'node:timers/promises';
import { amelia, createChanges, priya } from '../__testUtils__/createChanges';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import { oneLine } from './describeChange';

jest.setTimeout(180_000);

const GITOPS = 'platform/gitops';

describe('what comes between', () => {
  const fixture = useUpstreams();
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let parts: Awaited<ReturnType<typeof createChanges>>;
    let knex: Awaited<ReturnType<typeof databases.init>>;
    let count = 0;

    beforeAll(async () => {
      knex = await databases.init(databaseId);
      parts = await createChanges(knex, fixture);
    });

    const gitlab = () => fixture.upstreams.gitlab();

    /** A change of a new service that waits for approvals. */
    async function waiting() {
      count += 1;
      const name = `cargo-${databaseId === 'SQLITE_3' ? 'a' : 'b'}${count}`;
      await parts.create(name, 'flight-ops');
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      return {
        id,
        name,
        request: (await parts.changes.get(id))!.mergeRequest!,
      };
    }
    const commit = (branch: string, path: string) =>
      gitlab().commit({
        project: GITOPS,
        branch,
        message: 'Somebody else',
        authorName: 'Oskar',
        authorEmail: 'oskar@aerq.example',
        actions: [{ action: 'create', path, content: 'a: 1\n' }],
      });
    const inGitOps = (path: string) => gitlab().file(GITOPS, path, 'main');

    it('merges nothing that somebody pushed to its branch', async () => {
      const { id, name, request } = await waiting();
      await commit(request.branch, `smuggled-${name}.yaml`);
      await parts.approve(id);
      let anew = request;
      for (let pass = 0; pass < 10 && anew.branch === request.branch; pass++) {
        await parts.worker.pass();
        anew = (await parts.changes.get(id))!.mergeRequest ?? request;
      }
      // What was agreed in Runway still holds; GitLab asks again for what is new to it.
      await parts.approveInGitLab(anew);
      await parts.until(id, 'completed');
      expect(await inGitOps(`smuggled-${name}.yaml`)).toBeUndefined();
      expect(await gitlab().findBranch(GITOPS, request.branch)).toBeUndefined();
    });

    it('asks again when a file was added that nobody has agreed to', async () => {
      const { id, name, request } = await waiting();
      const added = `services/flight-ops/${name}/more.yaml`;
      await commit('main', added);
      await parts.approve(id);
      await parts.worker.pass();
      const again = await parts.until(id, 'awaiting-approval');
      expect(again.files.map(({ path }) => path)).toContain(added);
      expect(again.approvals.some(({ approvedBy }) => approvedBy)).toBe(false);
      const former = await gitlab().mergeRequest(GITOPS, request.iid);
      expect(former.state).toBe('closed');
    });

    it('goes on when GitLab merged and answered 500', async () => {
      const { id } = await waiting();
      const rule = fixture.sandbox.faults.add({
        system: 'gitlab',
        method: 'PUT',
        path: '/api/v4/projects/*/merge_requests/*/merge',
        fault: { kind: 'accomplished', status: 500 },
      });
      await parts.approve(id);
      const done = await parts.until(id, 'completed');
      const [{ hits }] = fixture.sandbox.faults
        .list()
        .filter(each => each.id === rule.id);
      fixture.sandbox.faults.remove(rule.id);
      expect(hits).toBe(1);
      expect(done.mergeRequest).toMatchObject({ state: 'merged' });
    });

    it('finds its branch and merge request again after it died', async () => {
      const { id, request } = await waiting();
      // As if the process had ended before it noted the merge request.
      await knex('changes')
        .where({ id })
        .update({ status: 'opening', merge_request: null });
      await parts.newWorker().pass();
      const { mergeRequest } = (await parts.changes.get(id))!;
      expect(mergeRequest).toEqual(request);
    });

    it('is taken over in the middle of an item, and goes on from there', async () => {
      const { id } = await waiting();
      const stopping = new AbortController();
      const first = parts.newWorker(stopping.signal);
      await parts.approve(id);
      const rule = fixture.sandbox.faults.add({
        system: 'vault',
        fault: { kind: 'hang' },
      });
      const working = async () => {
        const items = await parts.changes.items(id);
        return items.find(
          ({ state, system }) => state === 'working' && system === 'vault',
        );
      };
      const passes = (async () => {
        while (!stopping.signal.aborted) {
          await first.pass();
          await sleep(50);
        }
      })();
      const deadline = Date.now() + 60_000;
      while (!(await working()) && Date.now() < deadline) {
        await sleep(50);
      }
      stopping.abort();
      await passes;
      expect((await parts.changes.get(id))!.status).toBe('executing');
      expect(await working()).toBeDefined();
      fixture.sandbox.faults.remove(rule.id);
      await parts.until(id, 'completed');
    });

    it('can be given up while GitLab wants an approval', async () => {
      const { id, request } = await waiting();
      await parts.service.approve(id, { role: 'owner' }, amelia);
      await parts.service.approve(id, { role: 'platform' }, priya);
      await parts.until(id, 'merging');
      await parts.worker.pass();
      await parts.service.cancel(id, amelia);
      await parts.worker.pass();
      expect((await parts.changes.get(id))!.status).toBe('cancelled');
      const closed = await gitlab().mergeRequest(GITOPS, request.iid);
      expect(closed.state).toBe('closed');
    });

    it('is not cancelled once somebody has merged it', async () => {
      const { id, request } = await waiting();
      await parts.approveInGitLab(request);
      await gitlab().mergeMergeRequest(GITOPS, request.iid);
      await expect(parts.service.cancel(id, amelia)).rejects.toThrow(
        /merged already/,
      );
      expect((await parts.changes.get(id))!.status).toBe('awaiting-approval');
    });

    it('takes one approval from one person, however quick they are', async () => {
      const { id } = await waiting();
      await Promise.all([
        parts.service.approve(id, { role: 'owner' }, priya),
        parts.service.approve(id, { role: 'platform' }, priya),
      ]);
      const given = (await parts.changes.approvals(id)).filter(
        ({ approvedBy }) => approvedBy,
      );
      expect(given).toHaveLength(1);
      const others = ['a', 'b'].map(name => ({
        credentials: mockCredentials.user(`user:default/${name}`),
      }));
      const [missing] = (await parts.changes.approvals(id)).filter(
        ({ approvedBy }) => !approvedBy,
      );
      await Promise.all(
        others.map(other =>
          parts.service.approve(id, { role: missing.role }, other),
        ),
      );
      const events = await parts.changes.events(id);
      expect(events.filter(({ type }) => type === 'approved')).toHaveLength(2);
    });

    it('says in the merge request what follows from merging it', async () => {
      const { name, request } = await waiting();
      const { description } = await gitlab().mergeRequest(GITOPS, request.iid);
      expect(description).toMatch(/^> Replaced by the new check-in\./);
      const [, archived, kept] = description.split(/(?:Archived|Kept):\n/);
      expect(archived).toContain(`\`flight-ops/${name}\``);
      expect(kept).toContain(`\`flight-ops/${name}/dev\` (dev), holds data`);
    });
  });

  it('puts no line of a person’s text at the start of a line', () => {
    expect(oneLine('Not needed.\n/merge\r\nRunway-Run: x')).toBe(
      'Not needed. /merge Runway-Run: x',
    );
  });
});
