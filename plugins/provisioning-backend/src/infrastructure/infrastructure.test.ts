import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createInfrastructure,
  INFRASTRUCTURE,
} from '../__testUtils__/createInfrastructure';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import { explainRequest } from './explainRequest';
import { toRequestDto } from './toRequestDto';

jest.setTimeout(180_000);

const MOVED_ON =
  '**Apply Failed**: Default branch must be rebased onto pull request before running apply.';

describe('orders of infrastructure', () => {
  const fixture = useUpstreams();
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let parts: Awaited<ReturnType<typeof createInfrastructure>>;
    let count = 0;

    beforeAll(async () => {
      parts = await createInfrastructure(
        await databases.init(databaseId),
        fixture,
      );
    });

    const gitlab = () => fixture.upstreams.gitlab();
    const nextName = () => {
      count += 1;
      return `${databaseId === 'SQLITE_3' ? 'lite' : 'post'}-${count}`;
    };
    const rowsOf = async (runId: string) =>
      Object.fromEntries(
        (await parts.store.resources(runId)).map(({ kind, state }) => [
          kind,
          state,
        ]),
      );
    const eventsOf = async (runId: string) =>
      (await parts.store.events(runId)).map(({ type }) => type);

    it('are a merge request with marked files, by the person who ordered', async () => {
      const name = nextName();
      const { id, request, output } = await parts.order(name);
      const directory = `environments/dev/flight-ops-${name}`;
      expect(request).toMatchObject({ status: 'opened', directory });
      expect(output).toEqual({
        mergeRequestUrl: request.url,
        entityRef: `resource:default/flight-ops-${name}-dev`,
      });
      const opened = await gitlab().mergeRequest(INFRASTRUCTURE, request.iid);
      expect(opened).toMatchObject({
        title: `Order: PostgreSQL database ${name} of flight-ops in dev`,
        sourceBranch: `runway/${id}`,
        targetBranch: 'main',
        state: 'opened',
      });
      expect(opened.description).toContain(`Runway-Run: ${id}`);
      for (const file of ['terragrunt.hcl', 'owner.hcl', 'catalog-info.yaml']) {
        const { content } = (await gitlab().file(
          INFRASTRUCTURE,
          `${directory}/${file}`,
          request.branch,
        ))!;
        expect(content.toString().split('\n')[0]).toBe(`# runway-run: ${id}`);
      }
      const [commit] = await gitlab().listCommits({
        project: INFRASTRUCTURE,
        ref: request.branch,
        limit: 1,
      });
      expect(commit.authorEmail).toBe('amelia.reyes@aerq.example');
      expect(commit.message).toContain(`Runway-Run: ${id}`);
      expect(await rowsOf(id)).toEqual({
        'infrastructure-request': 'present',
        'catalog-location': 'intended',
      });
    });

    it('are made once, however often the step is repeated and whatever its answers say', async () => {
      const name = nextName();
      const rules = ['commits', 'merge_requests'].map(what =>
        fixture.sandbox.faults.add({
          system: 'gitlab',
          method: 'POST',
          path: `/api/v4/projects/*/**/${what}`,
          times: 1,
          fault: { kind: 'accomplished' },
        }),
      );
      const { request, step } = await parts.order(name);
      rules.forEach(({ id }) => fixture.sandbox.faults.remove(id));
      await expect(step()).rejects.toThrow(/steps do nothing/);
      const all = await gitlab().mergeRequests(INFRASTRUCTURE, {
        sourceBranch: request.branch,
      });
      expect(all).toHaveLength(1);
    });

    it('are planned, approved by somebody else, applied, and then in the catalog', async () => {
      const { id, request } = await parts.order(nextName());
      expect(await parts.follow(id)).toMatchObject({ status: 'opened' });
      await parts.planned(request);
      expect(await parts.follow(id)).toMatchObject({
        status: 'planned',
        plan: { add: 3, change: 0, destroy: 0 },
        waitsFor: 'An approval',
      });
      expect(await parts.commands(request)).toEqual([]);

      await parts.approve(request);
      const approved = await parts.follow(id);
      expect(approved).toMatchObject({
        status: 'approved',
        approvedBy: ['priya.nair'],
      });
      await Promise.all([parts.newFollower()(), parts.newFollower()()]);
      expect(await parts.commands(request)).toEqual(['atlantis apply']);

      await parts.applied(request);
      const applied = await parts.follow(id);
      expect(applied).toMatchObject({ status: 'applied', lookAt: undefined });
      expect(applied.openedAt).toBeLessThan(applied.plannedAt!);
      expect(applied.plannedAt).toBeLessThan(applied.approvedAt!);
      expect(applied.approvedAt).toBeLessThan(applied.appliedAt!);
      expect(await rowsOf(id)).toEqual({
        'infrastructure-request': 'present',
        'catalog-location': 'present',
      });
      const { items } = await parts.catalog.queryLocations(
        { query: { target: request.catalogTarget! } },
        { credentials: {} as never },
      );
      expect(items).toHaveLength(1);
      expect(request.catalogTarget).toMatch(
        /platform\/played-infrastructure\/-\/blob\/main\/environments\/dev\/.*\/catalog-info\.yaml$/,
      );
      expect(await eventsOf(id)).toEqual([
        'started',
        'infrastructure-planned',
        'infrastructure-approved',
        'infrastructure-apply-ordered',
        'infrastructure-applied',
      ]);
    });

    it('that can’t be planned say why, without secrets, and go on with a new commit', async () => {
      const { id, request } = await parts.order(nextName());
      await parts.failed(
        request,
        'plan',
        [
          '**Plan Error**',
          '```',
          'admin_password = "hunter2-hunter2"',
          '╷',
          '│ Error: Invalid value for variable: token=abc.def refused',
          '╵',
          '```',
        ].join('\n'),
      );
      const failed = await parts.follow(id);
      expect(failed).toMatchObject({
        status: 'failed',
        error: {
          message:
            'Planning failed. Invalid value for variable: token=[withheld] refused',
        },
      });
      expect(JSON.stringify(failed)).not.toContain('hunter2');

      await gitlab().commit({
        project: INFRASTRUCTURE,
        branch: request.branch,
        message: 'Correct it',
        authorName: 'Oskar',
        authorEmail: 'oskar@aerq.example',
        actions: [
          {
            action: 'create',
            path: `${request.directory}/more.hcl`,
            content: '# more\n',
          },
        ],
      });
      expect(await parts.follow(id)).toMatchObject({
        status: 'opened',
        error: undefined,
      });
      await parts.planned(request, 4);
      expect(await parts.follow(id)).toMatchObject({
        status: 'planned',
        plan: { add: 4 },
      });
    });

    it('that Atlantis has no project for are not taken for applied', async () => {
      const { id, request } = await parts.order(nextName());
      await parts.planNothing(request);
      const failed = await parts.follow(id);
      expect(failed.status).toBe('failed');
      expect(failed.error?.message).toMatch(/finds no project/);
    });

    it('are planned again when the main branch has moved on before they were applied', async () => {
      const { id, request } = await parts.order(nextName());
      await parts.planned(request);
      await parts.approve(request);
      await parts.follow(id);
      await parts.failed(request, 'apply', MOVED_ON);
      expect(await parts.follow(id)).toMatchObject({
        status: 'approved',
        waitsFor: expect.stringMatching(/plans it again/),
      });
      await parts.planned(request);
      await parts.follow(id);
      expect(await parts.commands(request)).toEqual([
        'atlantis apply',
        'atlantis plan',
        'atlantis apply',
      ]);
      await parts.applied(request);
      expect(await parts.follow(id)).toMatchObject({ status: 'applied' });
    });

    it('that fail to be applied wait for a person, and nothing is asked again', async () => {
      const { id, request } = await parts.order(nextName());
      await parts.planned(request);
      await parts.approve(request);
      await parts.follow(id);
      await parts.failed(request, 'apply', '│ Error: quota of cores exceeded');
      const failed = await parts.follow(id);
      expect(failed).toMatchObject({
        status: 'failed',
        error: { message: 'Applying failed. quota of cores exceeded' },
      });
      expect(await parts.commands(request)).toEqual(['atlantis apply']);
      await parts.planned(request);
      await parts.say(request, 'atlantis apply');
      await parts.applied(request);
      expect(await parts.follow(id)).toMatchObject({ status: 'applied' });
    });

    it('ask Atlantis once, although GitLab says that it could not take the note', async () => {
      const { id, request } = await parts.order(nextName());
      await parts.planned(request);
      await parts.approve(request);
      const { id: rule } = fixture.sandbox.faults.add({
        system: 'gitlab',
        method: 'POST',
        path: '/api/v4/projects/*/merge_requests/*/notes',
        times: 1,
        fault: { kind: 'accomplished' },
      });
      expect(await parts.follow(id)).toMatchObject({ status: 'approved' });
      fixture.sandbox.faults.remove(rule);
      expect(await parts.commands(request)).toEqual(['atlantis apply']);
    });

    it('stay as they were while GitLab is down, say since when, and go on', async () => {
      const { id, request } = await parts.order(nextName());
      await parts.planned(request);
      await parts.follow(id);
      const { id: rule } = fixture.sandbox.faults.add({
        system: 'gitlab',
        path: `/api/v4/projects/*/merge_requests/${request.iid}`,
        fault: { kind: 'status', status: 503 },
      });
      const during = await parts.follow(id);
      fixture.sandbox.faults.remove(rule);
      expect(during).toMatchObject({ status: 'planned', failures: 4 });
      expect(toRequestDto(during, []).outOfDate).toEqual({
        since: new Date(during.lookedAt!).toISOString(),
        message: expect.stringMatching(/GitLab/),
      });
      await parts.approve(request);
      expect(await parts.follow(id)).toMatchObject({
        status: 'approved',
        failures: 0,
        unreachable: undefined,
      });
    });

    it('end when their merge request is closed, and the name is free again', async () => {
      const name = nextName();
      const { id, request } = await parts.order(name);
      await parts.close(request);
      expect(await parts.follow(id)).toMatchObject({
        status: 'closed',
        lookAt: undefined,
      });
      expect(await rowsOf(id)).toEqual({
        'infrastructure-request': 'undone',
        'catalog-location': 'undone',
      });
      const again = await parts.order(name);
      expect(again.request.iid).not.toBe(request.iid);
    });

    it('are taken back until they are applied', async () => {
      const { id, request, undo } = await parts.order(nextName());
      await parts.planned(request);
      await parts.follow(id);
      expect((await undo()).status).toBe('undone');
      expect(
        await gitlab().mergeRequest(INFRASTRUCTURE, request.iid),
      ).toMatchObject({ state: 'closed' });
      expect(
        await gitlab().findBranch(INFRASTRUCTURE, request.branch),
      ).toBeUndefined();
      expect(await parts.follow(id)).toMatchObject({ status: 'closed' });
    });

    it('are left over by an undo while Atlantis applies them, and kept once they are applied', async () => {
      const { id, request, undo } = await parts.order(nextName());
      await parts.planned(request);
      await parts.approve(request);
      await parts.follow(id);
      expect((await undo()).status).toBe('undo-failed');
      await parts.applied(request);
      const applied = await parts.follow(id);
      expect(explainRequest(applied)).toMatch(/may hold data/);
      const row = (await parts.store.resources(id)).find(
        ({ kind }) => kind === 'infrastructure-request',
      )!;
      const driver = parts.drivers.find(({ kind }) => kind === row.kind)!;
      expect(
        await driver.remove(row, {
          run: (await parts.store.get(id))!,
          upstreams: parts.upstreams,
          signal: new AbortController().signal,
        }),
      ).toMatchObject({ state: 'kept', reason: explainRequest(applied) });
    });

    it('refuse a directory that belongs to somebody else', async () => {
      const name = nextName();
      await fixture.sandbox.gitlab.admin.commit({
        project: INFRASTRUCTURE,
        commits: [
          {
            message: 'By hand',
            author: { name: 'Priya', email: 'priya.nair@aerq.example' },
            files: {
              [`environments/dev/flight-ops-${name}/terragrunt.hcl`]:
                '# ours\n',
            },
          },
        ],
      });
      await expect(parts.order(name)).rejects.toThrow(
        /exists in platform\/played-infrastructure and was not made by this run/,
      );
    });
  });
});
