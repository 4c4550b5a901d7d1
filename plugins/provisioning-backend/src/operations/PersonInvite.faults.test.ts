import { TestDatabases } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { parse } from 'yaml';
import type { RunStore } from '../database/RunStore';
import { createTestRuns } from '../__testUtils__/createTestRuns';
import { TEMPLATE_URL, useUpstreams } from '../__testUtils__/useUpstreams';
import { explainWork } from '../service/explainWork';

jest.setTimeout(120_000);

const STEP = 'runway:person:invite';
const FILES = '/api/v4/projects/*/repository/commits';
const INVITATIONS = '/api/v4/groups/*/invitations';

/** Invites, and dies between the invitation and its confirmation in the ledger: the intent is what is left. */
async function killed(store: RunStore, invite: () => Promise<unknown>) {
  const change = store.change;
  let confirmations = 0;
  store.change = async (...args) => {
    confirmations += 1;
    if (confirmations === 2) {
      throw new Error('killed');
    }
    return change.apply(store, args);
  };
  await expect(invite()).rejects.toThrow('killed');
  store.change = change;
}

/** What the ledger says is what GitLab has, whatever happens on the way. */
describe('an invitation that something goes wrong with', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useUpstreams();
  let counter = 0;

  const gitlab = () => fixture.upstreams.gitlab();

  /** A run that invites somebody, over a ledger that may be lost at one moment. */
  async function setup() {
    const name = `zoe.oneill${++counter}`;
    const email = `${name}@aerq.example`;
    const path = `people/${name}.yaml`;
    const file = () => gitlab().file('platform/catalog', path, 'main');
    const catalog = catalogServiceMock.mock({
      getEntities: async () => ({ items: [] }),
      getEntityByRef: async () => {
        const found = await file();
        return found && parse(found.content.toString('utf8'));
      },
    });
    const runs = await createTestRuns(
      await databases.init('SQLITE_3'),
      fixture,
      {
        templateUrl: TEMPLATE_URL,
        catalog: catalog as unknown as CatalogService,
      },
    );
    const input = { displayName: 'Zoe O’Neill', email };
    const facts = {
      name,
      claim: `person/${name}`,
      ownerRef: 'group:default/flight-ops',
      entityRef: `user:default/${name}`,
      values: input,
    };
    const { run, step, undo, succeed } = await runs.start(facts);
    return {
      run,
      facts,
      email,
      runs,
      undo,
      succeed,
      invite: () => step(STEP, input),
      /** What the ledger has, beside what GitLab has. */
      async state() {
        const [commits, invitations, resources] = await Promise.all([
          gitlab().listCommits({ project: 'platform/catalog', path }),
          gitlab().groupInvitations('flight-ops', { query: name }),
          runs.store.resources(run.id),
        ]);
        return {
          ledger: resources.map(({ state }) => state),
          file: Boolean(await file()),
          commits: commits.length,
          invitations: invitations.length,
        };
      },
    };
  }

  const MADE = {
    ledger: ['present', 'present'],
    file: true,
    commits: 1,
    invitations: 1,
  };
  const GONE = {
    ledger: ['undone', 'undone'],
    file: false,
    commits: 2,
    invitations: 0,
  };

  it.each([
    ['the commit', FILES],
    ['the invitation', INVITATIONS],
  ])('makes %s once when GitLab does it and answers 500', async (_, where) => {
    const { invite, state, undo } = await setup();
    const rule = fixture.sandbox.faults.add({
      system: 'gitlab',
      method: 'POST',
      path: where,
      times: 1,
      fault: { kind: 'accomplished' },
    });
    await invite();
    expect(fixture.sandbox.faults.list()).toMatchObject([
      { id: rule.id, hits: 1 },
    ]);
    fixture.sandbox.faults.remove(rule.id);
    expect(await state()).toEqual(MADE);
    await undo();
    expect(await state()).toEqual(GONE);
  });

  it('goes on where it stopped once GitLab is back', async () => {
    const { invite, state } = await setup();
    const { id } = fixture.sandbox.faults.add({
      system: 'gitlab',
      path: INVITATIONS,
      fault: { kind: 'status', status: 503 },
    });
    await expect(invite()).rejects.toThrow();
    fixture.sandbox.faults.remove(id);
    expect(await state()).toEqual({
      ledger: ['present', 'intended'],
      file: true,
      commits: 1,
      invitations: 0,
    });
    await invite();
    expect(await state()).toEqual(MADE);
  });

  it('takes back what there is when GitLab went away half-way', async () => {
    const { invite, state, undo } = await setup();
    const { id } = fixture.sandbox.faults.add({
      system: 'gitlab',
      path: INVITATIONS,
      fault: { kind: 'status', status: 503 },
    });
    await expect(invite()).rejects.toThrow();
    fixture.sandbox.faults.remove(id);
    await undo();
    expect(await state()).toEqual(GONE);
  });

  it('finds the invitation that a killed process has not written down', async () => {
    const { runs, invite, state } = await setup();
    await killed(runs.store, invite);
    expect(await state()).toEqual({ ...MADE, ledger: ['present', 'intended'] });

    await invite();
    expect(await state()).toEqual(MADE);
  });

  it('takes back an invitation that a killed process has not written down', async () => {
    const { runs, invite, state, undo } = await setup();
    await killed(runs.store, invite);
    await undo();
    expect(await state()).toEqual(GONE);
  });

  it('lets one of two runs invite the same person', async () => {
    const { runs, facts, invite, state } = await setup();
    const [first, second] = await Promise.allSettled([
      invite(),
      runs.start(facts),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({
      status: 'rejected',
      reason: expect.any(ConflictError),
    });
    expect(await state()).toEqual(MADE);
  });

  it('is no mistake any more once the person has committed something', async () => {
    const { runs, run, email, facts, invite, succeed } = await setup();
    await invite();
    await succeed();
    const why = () =>
      explainWork(run, {
        store: runs.store,
        upstreams: fixture.upstreams,
        signal: AbortSignal.timeout(10_000),
      });
    expect(await why()).toBeUndefined();

    await gitlab().commit({
      project: 'flight-ops/check-in-api',
      branch: 'main',
      message: 'First change',
      authorName: 'Zoe O’Neill',
      authorEmail: email,
      actions: [{ action: 'create', path: `${facts.name}.md`, content: 'Hi' }],
    });
    await runs.start({ requestedBy: facts.entityRef, name: 'zoes-api' });
    expect(await why()).toMatch(
      /works here by now \(changes in flight-ops\/check-in-api, 1 run in the portal\).*GitLab group flight-ops\.$/,
    );
  });
});
