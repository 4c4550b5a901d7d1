import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { createUpstreams, type Upstreams } from '@runway/integrations';
import { createTestCatalog } from '../__testUtils__/createTestCatalog';
import { createTestRuns } from '../__testUtils__/createTestRuns';
import { TEMPLATE_URL, useUpstreams } from '../__testUtils__/useUpstreams';

jest.setTimeout(120_000);

const PUBLISH = 'runway:repository:publish';
const PROVISION = 'runway:vault:provision';
const PUBLISH_INPUT = { values: { port: 8080 } };

describe('a run during which the portal’s token in an upstream ends', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useUpstreams();
  const logger = mockServices.rootLogger({ level: 'none' });
  /** What the portal works with; exchanged when it is started with another configuration. */
  let current: Upstreams;
  const made: Upstreams[] = [];

  afterAll(async () => {
    await Promise.all(made.map(each => each.close()));
  });

  function startWith(change: { vault?: object; gitlab?: object }) {
    const data = structuredClone(fixture.config.get()) as any;
    Object.assign(data.runway.vault[0], change.vault);
    Object.assign(data.runway.gitlab[0], change.gitlab);
    current = createUpstreams(mockServices.rootConfig({ data }), {
      logger,
      tuning: { retryBaseMs: 1, breakerOpenMs: 1 },
    });
    made.push(current);
  }

  async function start(name: string) {
    const upstreams = new Proxy({} as Upstreams, {
      get: (_, property) => current[property as keyof Upstreams],
    });
    const runs = await createTestRuns(
      await databases.init('SQLITE_3'),
      { ...fixture, upstreams },
      {
        templateUrl: TEMPLATE_URL,
        catalog: createTestCatalog(() => '').catalog,
      },
    );
    const started = await runs.start({
      name,
      ownerRef: 'group:default/flight-ops',
      entityRef: `component:default/${name}`,
      values: {
        name,
        owner: 'group:default/flight-ops',
        description: 'Outlives a token.',
      },
    });
    return {
      ...started,
      errorOf: async () => (await runs.store.get(started.run.id))!.error,
      states: async () =>
        (await runs.store.resources(started.run.id)).map(({ state }) => state),
    };
  }
  const vaultToken = () =>
    fixture.sandbox.vault.admin.createToken({ policies: ['runway-portal'] });
  const withToken = (token: string) => ({ auth: { type: 'token', token } });

  it('says that the token in Vault is refused, keeps what was made, and goes on with a new one', async () => {
    const token = vaultToken();
    startWith({ vault: withToken(token) });
    const { step, undo, errorOf, states } = await start('revoked-api');
    await step(PUBLISH, PUBLISH_INPUT);
    fixture.sandbox.vault.admin.write('auth/token/revoke', { token });
    const said =
      /^Vault "main" refused the portal's credential \(403 .*: its token is wrong, revoked or expired/;
    await expect(step(PROVISION, {})).rejects.toThrow(said);
    expect(await errorOf()).toMatchObject({
      message: expect.stringMatching(said),
      advice: expect.stringMatching(/token.*Retry/),
      stepId: PROVISION,
      system: 'vault',
    });
    expect(JSON.stringify(await errorOf())).not.toContain(token);
    expect((await states())[0]).toBe('present');

    startWith({ vault: withToken(vaultToken()) });
    await step(PROVISION, {});
    expect(new Set(await states())).toEqual(new Set(['present']));
    expect(await undo()).toMatchObject({ status: 'undone' });
  });

  it('the same in GitLab', async () => {
    const token = fixture.sandbox.gitlab.admin.createToken({
      username: 'runway-portal',
      name: 'short-lived',
      scopes: ['api'],
    });
    startWith({ gitlab: { token } });
    const { step, undo, errorOf } = await start('expired-api');
    await step(PROVISION, {});
    const revoked = await fetch(
      `${fixture.sandbox.url}/gitlab/api/v4/personal_access_tokens/self`,
      { method: 'DELETE', headers: { 'private-token': token } },
    );
    expect(revoked.status).toBe(204);
    await expect(step(PUBLISH, PUBLISH_INPUT)).rejects.toThrow(
      /^GitLab "main" refused the portal's credential \(401/,
    );
    expect(await errorOf()).toMatchObject({
      advice: expect.stringMatching(/token.*Retry/),
      system: 'gitlab',
    });
    startWith({});
    await step(PUBLISH, PUBLISH_INPUT);
    expect(await undo()).toMatchObject({ status: 'undone' });
  });
});
