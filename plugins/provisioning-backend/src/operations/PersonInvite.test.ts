import { TestDatabases } from '@backstage/backend-test-utils';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { parse } from 'yaml';
import { createTestRuns } from '../__testUtils__/createTestRuns';
import { TEMPLATE_URL, useUpstreams } from '../__testUtils__/useUpstreams';

jest.setTimeout(120_000);

const STEP = 'runway:person:invite';

describe('a run that invites a person', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useUpstreams();
  let counter = 0;

  /** A catalog that reads the person's file at the second look. */
  async function setup() {
    const name = `mika.berg${++counter}`;
    const path = `people/${name}.yaml`;
    const read = async () => {
      const found = await fixture.upstreams
        .gitlab()
        .file('platform/catalog', path, 'main');
      return found && parse(found.content.toString('utf8'));
    };
    const refreshed: string[] = [];
    const catalog = catalogServiceMock.mock({
      getEntities: async () => ({
        items: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Location',
            metadata: { name: 'generated-people' },
          },
        ],
      }),
      refreshEntity: async ref => {
        refreshed.push(ref);
      },
      getEntityByRef: async () => (refreshed.length ? read() : undefined),
    });
    const runs = await createTestRuns(
      await databases.init('SQLITE_3'),
      fixture,
      {
        templateUrl: TEMPLATE_URL,
        catalog: catalog as unknown as CatalogService,
      },
    );
    const input = {
      displayName: 'Mika "M" Berg: the 2nd',
      email: `${name}@aerq.example`,
      buddy: 'user:default/oskar.lindqvist',
    };
    const invite = (team = 'flight-ops') =>
      runs.start({
        name,
        claim: `person/${name}`,
        ownerRef: `group:default/${team}`,
        entityRef: `user:default/${name}`,
        values: input,
      });
    const states = async (id: string) =>
      (await runs.store.resources(id)).map(({ kind, state }) => [kind, state]);
    return { name, path, read, refreshed, input, invite, states };
  }

  const gitlab = () => fixture.upstreams.gitlab();
  const invitations = (query: string) =>
    gitlab().groupInvitations('flight-ops', { query });

  it('adds them to the catalog and to the team, and takes both back', async () => {
    const { name, path, read, refreshed, input, invite, states } =
      await setup();
    const { run, plan, step, undo } = await invite();
    const { files, resources } = await plan(STEP, input);
    expect(files.map(file => [file.repository, file.path])).toEqual([
      ['platform/catalog', path],
    ]);
    expect(resources.map(({ key }) => key)).toEqual([
      `platform/catalog: ${path}`,
      `flight-ops: ${input.email}`,
    ]);

    expect(await step(STEP, input)).toEqual({
      entityRef: `user:default/${name}`,
    });
    expect(refreshed).toContain('location:default/generated-people');
    expect(await read()).toMatchObject({
      kind: 'User',
      metadata: {
        name,
        annotations: {
          'runway.aerq.io/run-id': run.id,
          'runway.aerq.io/invited-at': expect.stringMatching(/Z$/),
          'runway.aerq.io/invited-by': 'user:default/amelia.reyes',
          'runway.aerq.io/buddy': 'user:default/oskar.lindqvist',
        },
      },
      spec: {
        profile: { displayName: input.displayName, email: input.email },
        memberOf: ['flight-ops'],
      },
    });
    expect(await invitations(name)).toMatchObject([{ accessLevel: 30 }]);
    const [commit] = await gitlab().listCommits({
      project: 'platform/catalog',
      path,
    });
    expect(commit).toMatchObject({ authorName: 'Amelia Reyes' });
    expect(commit.message).toContain(`Runway-Run: ${run.id}`);

    // A second attempt finds both, and asks for nothing twice.
    const before = await read();
    await step(STEP, input);
    expect(await read()).toEqual(before);
    expect(await invitations(name)).toHaveLength(1);

    expect(await undo()).toMatchObject({ status: 'undone' });
    expect(await states(run.id)).toEqual([
      ['catalog-person', 'undone'],
      ['gitlab-member', 'undone'],
    ]);
    expect(await read()).toBeUndefined();
    expect(await invitations(name)).toEqual([]);
  });

  it('takes whoever has joined out of the team again', async () => {
    const { name, input, invite } = await setup();
    const { step, undo } = await invite();
    await step(STEP, input);
    fixture.sandbox.gitlab.admin.createUser({
      username: name,
      name: 'Mika Berg',
      email: input.email,
    });
    const joined = async () =>
      (await gitlab().groupMembers('flight-ops')).some(
        ({ username }) => username === name,
      );
    expect(await joined()).toBe(true);
    await undo();
    expect(await joined()).toBe(false);
  });

  it('leaves a membership alone that somebody else has given', async () => {
    const { name, input, invite, states } = await setup();
    const { admin } = fixture.sandbox.gitlab;
    admin.createUser({ username: name, name: 'Mika', email: input.email });
    admin.addMember({
      group: 'flight-ops',
      username: name,
      level: 'maintainer',
    });
    const { run, step, undo } = await invite();
    await step(STEP, input);
    expect(await states(run.id)).toEqual([
      ['catalog-person', 'present'],
      ['gitlab-member', 'shared'],
    ]);
    await undo();
    expect(
      (await gitlab().groupMembers('flight-ops')).find(
        ({ username }) => username === name,
      ),
    ).toMatchObject({ accessLevel: 40 });
  });

  it('never writes over a file that this run did not make', async () => {
    const { path, input, invite, read } = await setup();
    await gitlab().commit({
      project: 'platform/catalog',
      branch: 'main',
      message: 'By hand',
      authorName: 'A',
      authorEmail: 'a@aerq.example',
      actions: [{ action: 'create', path, content: 'kind: User\n' }],
    });
    const { step, undo } = await invite();
    await expect(step(STEP, input)).rejects.toThrow('was not made by this run');
    await undo();
    expect(await read()).toEqual({ kind: 'User' });
  });
});
