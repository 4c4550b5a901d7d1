import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { createInfrastructure } from '../__testUtils__/createInfrastructure';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import { PreflightChecks } from './Preflight';
import { subjectOf } from './runRequest';

jest.setTimeout(120_000);

describe('checks before infrastructure is ordered', () => {
  const fixture = useUpstreams();
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let parts: Awaited<ReturnType<typeof createInfrastructure>>;

  beforeAll(async () => {
    parts = await createInfrastructure(
      await databases.init('SQLITE_3'),
      fixture,
    );
  });

  const subject = (change: object = {}) =>
    subjectOf(
      {
        templateRef: 'template:default/postgres-database',
        values: { ...parts.form, ...change },
      },
      'resource',
    );
  const check = async (change: object = {}, stack = 'postgres-database') => {
    const { ok, checks } = await new PreflightChecks(parts).run(
      subject(change),
      [{ action: 'runway:infrastructure:request', input: { stack } }],
      mockCredentials.user(),
    );
    return {
      ok,
      failed: checks
        .filter(({ status }) => status === 'failed')
        .map(({ field, message }) => [field, message]),
    };
  };

  it('pass when the name is free and the repository can take it', async () => {
    expect(await check()).toEqual({ ok: true, failed: [] });
  });

  it('name a directory and a run that have the name', async () => {
    await fixture.sandbox.gitlab.admin.commit({
      project: parts.upstreams.infrastructure.project,
      commits: [
        {
          message: 'By hand',
          author: { name: 'Priya', email: 'priya.nair@aerq.example' },
          files: {
            'environments/dev/flight-ops-taken/terragrunt.hcl': '# ours\n',
          },
        },
      ],
    });
    expect((await check({ name: 'taken' })).failed).toEqual([
      ['name', expect.stringMatching(/has the directory .*flight-ops-taken/)],
    ]);
    await parts.order('ordered');
    expect((await check({ name: 'ordered' })).failed).toEqual([
      ['name', 'Another run has the name infra/flight-ops-ordered-dev.'],
    ]);
    expect((await check({ name: 'ordered', environment: 'staging' })).ok).toBe(
      true,
    );
  });

  it('name a stack and an environment that there are not', async () => {
    expect((await check({}, 'mainframe')).failed).toEqual([
      [undefined, expect.stringMatching(/has no stacks\/mainframe\.hcl/)],
    ]);
    expect((await check({ environment: 'moon' })).failed).toEqual([
      ['environment', expect.stringMatching(/has no environment moon/)],
    ]);
  });

  it('refuse a name that Azure does not take together with the team’s', () => {
    expect(() => subject({ name: 'a'.repeat(30) })).toThrow(
      /too long: use at most 29 characters/,
    );
    expect(() => subject({ environment: undefined })).toThrow(
      /Choose the environment/,
    );
  });
});
