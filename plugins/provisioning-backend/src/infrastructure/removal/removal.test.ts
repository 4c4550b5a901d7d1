import { TestDatabases } from '@backstage/backend-test-utils';
import { ConflictError, InputError } from '@backstage/errors';
import { amelia, priya } from '../../__testUtils__/createChanges';
import { createRemovals } from '../../__testUtils__/createRemovals';
import { useUpstreams } from '../../__testUtils__/useUpstreams';

jest.setTimeout(240_000);

const PROJECT = 'platform/infrastructure';

/** The sandbox's Atlantis hears of merge requests from GitLab, plans them and applies them. */
describe('decommission of what was ordered', () => {
  const fixture = useUpstreams({ infrastructure: true });
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let parts: Awaited<ReturnType<typeof createRemovals>>;

  beforeAll(async () => {
    parts = await createRemovals(await databases.init('SQLITE_3'), fixture);
  });
  afterEach(() => fixture.sandbox.faults.clear());

  const mergeRequest = (iid: number) =>
    fixture.upstreams.gitlab().mergeRequest(PROJECT, iid);
  const iidOf = async (id: string) =>
    (await parts.changes.get(id))!.mergeRequest!.iid;
  const notesOf = async (id: string) =>
    (
      await fixture.upstreams
        .gitlab()
        .mergeRequestNotes(PROJECT, await iidOf(id), {})
    ).map(({ body }) => body);
  /** Up to Atlantis being asked to apply. */
  async function agreed(name: string) {
    const { id } = await parts.decommission(name);
    await parts.seen(id, ({ status }) => status === 'awaiting-approval');
    await parts.service.approve(id, { role: 'owner' }, amelia);
    await parts.approveInGitLab(id);
    return id;
  }

  it('destroys all of it by Atlantis, then takes the folder out, and the page in the catalog last', async () => {
    const { id: runId } = await parts.applied('booking');
    expect(parts.resourcesOf('booking').length).toBeGreaterThan(3);
    const plan = await parts.plan('booking');
    expect(plan.items.filter(({ data }) => data)).toMatchObject([
      { key: 'azurerm_postgresql_flexible_server', effect: 'delete' },
      { key: 'azurerm_postgresql_flexible_server_database', effect: 'delete' },
    ]);
    expect(plan.items.at(-1)).toMatchObject({ kind: 'catalog-location' });
    expect(plan.files.map(({ change, path }) => `${change} ${path}`)).toEqual([
      'delete environments/dev/flight-ops-booking/catalog-info.yaml',
      'delete environments/dev/flight-ops-booking/owner.hcl',
      'delete environments/dev/flight-ops-booking/terragrunt.hcl',
    ]);
    // Each data store has its own confirmation.
    const [server] = plan.items.filter(({ data }) => data);
    await expect(parts.decommission('booking', [server.id])).rejects.toThrow(
      InputError,
    );

    const { id } = await parts.decommission('booking');
    await parts.seen(id, ({ status }) => status === 'awaiting-approval');
    const first = await iidOf(id);
    await parts.seen(id, () => true);
    const deadline = Date.now() + 30_000;
    while (!(await notesOf(id)).some(body => /^Ran Plan/.test(body))) {
      expect(Date.now()).toBeLessThan(deadline);
      await new Promise(next => setTimeout(next, 100));
    }
    expect((await notesOf(id)).join('\n')).toMatch(
      /azurerm_postgresql_flexible_server\.this will be destroyed[^]*Plan: 0 to add, 0 to change, \d+ to destroy/,
    );
    // The team alone is not enough, nor is who asked.
    await parts.service.approve(id, { role: 'owner' }, amelia);
    await parts.pass();
    expect(parts.resourcesOf('booking').length).toBeGreaterThan(3);
    await parts.approveInGitLab(id);

    await parts.seen(
      id,
      ({ mergeRequest: shown }) =>
        shown && !shown.title.startsWith(`!${first} `),
    );
    expect(parts.resourcesOf('booking')).toEqual([]);
    expect(await mergeRequest(first)).toMatchObject({ state: 'merged' });
    // Git says what is: the stack is there, with nothing in it.
    expect((await parts.fileOf('booking'))!.content.toString()).toContain(
      'stacks/removed.hcl',
    );
    expect(await parts.seen(id, () => true)).toMatchObject({
      status: 'merging',
      can: { cancel: false },
    });
    await expect(parts.service.cancel(id, amelia)).rejects.toThrow(
      ConflictError,
    );

    await parts.approveInGitLab(id);
    const done = await parts.seen(id, ({ status }) => status === 'completed');
    expect(await parts.fileOf('booking')).toBeUndefined();
    expect(await parts.fileOf('booking', 'catalog-info.yaml')).toBeUndefined();
    expect(done.items.every(({ state }) => state === 'done')).toBe(true);
    const rows = await parts.store.resources(runId);
    expect(rows.map(({ state }) => state)).toEqual(['undone', 'undone']);
    expect(await parts.requests.ofRun(runId)).toMatchObject({
      status: 'removed',
      lookAt: undefined,
    });
    const events = (await parts.store.events(runId)).map(({ type }) => type);
    expect(events.slice(-2)).toEqual([
      'decommissioned',
      'decommission-completed',
    ]);
    expect(parts.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: expect.stringContaining('infrastructure-destroy'),
      }),
    );
    // The name is free again.
    const again = await parts.order('booking');
    expect(again.request.status).toBe('opened');
  });

  it('is cancelled without a trace until Atlantis is asked to apply it', async () => {
    await parts.applied('kept');
    const before = (await parts.fileOf('kept'))!.content.toString();
    const { id } = await parts.decommission('kept');
    await parts.seen(id, ({ status }) => status === 'awaiting-approval');
    await parts.service.cancel(id, amelia);
    await parts.seen(
      id,
      ({ mergeRequest: shown }) => shown?.state === 'closed',
    );
    expect((await parts.fileOf('kept'))!.content.toString()).toBe(before);
    expect(parts.resourcesOf('kept').length).toBeGreaterThan(3);

    // Closed by hand in GitLab, it is the same.
    const again = await parts.decommission('kept');
    await parts.seen(again.id, ({ status }) => status === 'awaiting-approval');
    await parts.as('priya.nair')(
      'PUT',
      `merge_requests/${await iidOf(again.id)}`,
      { state_event: 'close' },
    );
    await parts.seen(again.id, ({ status }) => status === 'cancelled');
    expect(parts.resourcesOf('kept').length).toBeGreaterThan(3);
  });

  it('stops when the cloud refuses half-way, and Retry destroys the rest', async () => {
    const { id: runId } = await parts.applied('half');
    const all = parts.resourcesOf('half').length;
    fixture.sandbox.faults.add({
      system: 'azure',
      method: 'DELETE',
      skip: 2,
      times: 1,
      fault: { kind: 'status', status: 409 },
    });
    const id = await agreed('half');
    const failed = await parts.seen(id, ({ status }) => status === 'failed');
    expect(failed.error?.message).toMatch(/^Applying failed\./);
    expect(failed.can).toMatchObject({ cancel: false, retry: true });
    expect(parts.resourcesOf('half')).toHaveLength(all - 2);

    await parts.service.retry(id, amelia);
    await parts.seen(id, ({ mergeRequest: shown }) =>
      shown?.title.includes('Remove the empty folder'),
    );
    expect(parts.resourcesOf('half')).toEqual([]);
    await parts.approveInGitLab(id);
    await parts.seen(id, ({ status }) => status === 'completed');
    expect(await parts.requests.ofRun(runId)).toMatchObject({
      status: 'removed',
    });
  });

  it('says why a plan fails, and Retry has it planned again', async () => {
    await parts.applied('unplanned');
    fixture.sandbox.faults.add({
      system: 'azure',
      method: 'GET',
      fault: { kind: 'status', status: 503 },
    });
    const id = await agreed('unplanned');
    const failed = await parts.seen(id, ({ status }) => status === 'failed');
    expect(failed.error?.message).toMatch(/^Planning failed\./);
    expect(failed.can).toMatchObject({ cancel: true, retry: true });
    fixture.sandbox.faults.clear();
    await parts.service.retry(id, amelia);
    await parts.seen(id, ({ mergeRequest: shown }) =>
      shown?.title.includes('Remove the empty folder'),
    );
    expect(parts.resourcesOf('unplanned')).toEqual([]);
  });

  it('destroys it all the same when somebody has merged it before it was applied', async () => {
    await parts.applied('hasty');
    const { id } = await parts.decommission('hasty');
    await parts.seen(id, ({ status }) => status === 'awaiting-approval');
    await parts.approveInGitLab(id);
    await parts.as('priya.nair')(
      'PUT',
      `merge_requests/${await iidOf(id)}/merge`,
    );
    await parts.seen(
      id,
      ({ mergeRequest: shown }) => shown?.state === 'merged',
    );
    await parts.service.approve(id, { role: 'owner' }, amelia);
    await parts.service.approve(id, { role: 'platform' }, priya);
    const second = await parts.seen(
      id,
      ({ status, mergeRequest: shown }) =>
        status === 'merging' && shown?.state === 'opened',
    );
    expect(second.items.filter(({ data }) => data)).toHaveLength(2);
    expect(parts.resourcesOf('hasty').length).toBeGreaterThan(3);
    await parts.approveInGitLab(id);
    await parts.seen(id, ({ mergeRequest: shown }) =>
      shown?.title.includes('Remove the empty folder'),
    );
    expect(parts.resourcesOf('hasty')).toEqual([]);
  });

  it('refuses a folder that is gone or not as Runway made it', async () => {
    const { request } = await parts.applied('strange');
    const path = `${request.directory}/terragrunt.hcl`;
    await fixture.sandbox.gitlab.admin.commitFiles(
      PROJECT,
      'main',
      { [path]: '# ours now\n' },
      'By hand',
      { name: 'Priya Nair', email: 'priya.nair@aerq.example' },
    );
    await expect(parts.plan('strange')).rejects.toThrow(ConflictError);
  });
});
