import {
  mockCredentials,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { Sandbox, useSandbox } from '@runway/sandbox';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import {
  createService,
  upstreamsOf,
  withRepositories,
} from '../__testUtils__/deliveryWorld';
import { FixedIndex, newRecord } from '../__testUtils__/FixedIndex';
import { clusters } from '../__testUtils__/runwayConfig';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { Proposals } from '../gitops/Proposals';
import { Comparisons } from './Comparisons';
import { Readers } from '../service/Readers';
import { DatabasePromotionStore } from './DatabasePromotionStore';
import { DefaultPromotionService } from './DefaultPromotionService';
import { People } from './People';
import { promotionFiles } from './promotionFiles';
import { PromotionFollower } from './PromotionFollower';
import { ServiceReader } from './ServiceFacts';
import { StageDetails } from './StageDetails';
import { Versions } from './Versions';

jest.setTimeout(90_000);

const credentials = mockCredentials.user('user:default/noor.haddad');
const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'fares',
      annotations: { 'gitlab.com/project-slug': 'booking/fares' },
    },
    spec: { type: 'service', owner: 'group:default/booking' },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name: 'noor.haddad' },
    spec: {
      profile: {
        displayName: 'Noor Haddad',
        email: 'noor.haddad@aerq.example',
      },
    },
  },
];

describe('promotion', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });
  const fixture = useSandbox(withRepositories);
  let sandbox: Sandbox;
  let versions: string[];

  beforeAll(async () => {
    ({ sandbox } = fixture);
    ({ versions } = await createService(sandbox));
  });

  async function setup(id: 'SQLITE_3' | 'POSTGRES_14' = 'SQLITE_3') {
    const knex = await databases.init(id);
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@runway/plugin-argocd-backend',
        'migrations',
      ),
    });
    return portal(knex);
  }

  /** One replica of the portal. */
  function portal(knex: Knex) {
    const upstreams = upstreamsOf(sandbox);
    const index = new FixedIndex();
    index.put(newRecord('fares', 'dev', { summary: { version: versions[2] } }));
    const catalog = catalogServiceMock({ entities });
    const store = new DatabasePromotionStore(knex);
    const proposals = new Proposals(upstreams);
    const gitops = new GitOpsRepository(upstreams);
    const gitVersions = new Versions(upstreams);
    const changed: string[] = [];
    const onChange = (service: string) => changed.push(service);
    const services = new ServiceReader({
      readers: new Readers({
        catalog,
        permissions: mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: AuthorizeResult.ALLOW })),
        }),
      }),
      index,
    });
    const service = new DefaultPromotionService({
      services,
      people: new People(catalog),
      comparisons: new Comparisons({
        upstreams,
        index,
        gitops,
        versions: gitVersions,
        proposals,
      }),
      proposals,
      store,
      onChange,
    });
    const follower = new PromotionFollower({
      store,
      proposals,
      index,
      logger: mockServices.logger.mock(),
      onChange,
    });
    const details = new StageDetails({
      services,
      versions: gitVersions,
      store,
      onLate: onChange,
      patienceMs: 5_000,
    });
    return {
      knex,
      upstreams,
      gitlab: upstreams.gitlab(),
      index,
      store,
      service,
      services,
      follower,
      details,
      changed,
    };
  }

  const ask = { from: 'dev', to: 'staging' };

  it('shows what a first promotion brings: commits, the tag, and the application', async () => {
    const { service } = await setup();
    const comparison = await service.compare('fares', ask, { credentials });
    expect(comparison.blocked).toBeUndefined();
    expect(comparison.warnings).toEqual([
      'No pipeline ran for this commit: nothing has tested or scanned it.',
    ]);
    expect(comparison.commits.map(({ title }) => title)).toEqual([
      'Round up',
      'Add taxes',
      'Start',
    ]);
    expect(comparison.files.map(({ path }) => path)).toEqual([
      'services/booking/fares/staging.yaml',
      'environments/staging/applications/fares.yaml',
    ]);
    const [values, application] = comparison.files.map(({ diff }) => diff);
    expect(values).toContain(`-  tag: ''\n+  tag: '${versions[2]}'`);
    expect(values.match(/^[-+] /gm)).toHaveLength(2);
    expect(application).toContain('+  name: fares-staging');
    expect(application).toContain('+    namespace: booking-staging');
    expect(application).toContain(
      '+          - $values/services/booking/fares/staging.yaml',
    );
    expect(application).toContain('# The service in one environment.');
    expect(comparison.differences).toEqual([
      { path: 'autoscaling.minReplicas', from: '1', to: '2' },
    ]);
    expect(comparison.sources.map(({ state }) => state)).toEqual(['ok']);
  });

  it('brings the release of the charts along, and nothing else of an application', async () => {
    const { upstreams, services } = await setup();
    const gitops = new GitOpsRepository(upstreams);
    const text = (revision: string, rest: string) =>
      `spec:\n  sources:\n    - targetRevision: '${revision}'\n      path: api-service\n${rest}`;
    jest.spyOn(gitops, 'current').mockImplementation(async path =>
      path.startsWith('environments/')
        ? ({
            text: path.includes('/dev/')
              ? text('2.0.0', '')
              : text('1.2.3', '# staging\n'),
            lastCommitId: '1',
          } as any)
        : { text: "image:\n  tag: ''\n", lastCommitId: '1' },
    );
    const [, application] = await promotionFiles(
      gitops,
      await services.get('fares', { credentials }),
      {
        from: { name: 'dev', cluster: 'dev' },
        to: { name: 'staging', cluster: 'staging' },
        version: versions[2],
      },
    );
    expect(application.after).toBe(text('2.0.0', '# staging\n'));
  });

  it.each([
    ['an environment is left out', { from: 'dev', to: 'production' }, 'not to'],
    [
      'nothing is deployed there',
      { from: 'staging', to: 'production' },
      'Nothing is deployed to staging',
    ],
  ])('says why not when %s', async (_, query, words) => {
    const { service } = await setup();
    const { blocked } = await service.compare('fares', query, { credentials });
    expect(blocked).toContain(words);
  });

  it.each([
    [{ health: 'Degraded' as const }, 'dev is Degraded'],
    [{ version: '00000000' }, 'still runs 00000000'],
  ])('promotes only what is proven: %j', async (summary, words) => {
    const { service, index } = await setup();
    index.put(
      newRecord('fares', 'dev', {
        summary: { version: versions[2], ...summary },
      }),
    );
    const { blocked, token } = await service.compare('fares', ask, {
      credentials,
    });
    expect(blocked).toContain(words);
    await expect(
      service.promote('fares', { ...ask, token }, { credentials }),
    ).rejects.toThrow(words);
  });

  it('does not know services that the catalog does not show', async () => {
    const { service } = await setup();
    await expect(
      service.compare('secret', ask, { credentials }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('refuses a promotion of something else than what was shown', async () => {
    const { service, gitlab, store } = await setup();
    await expect(
      service.promote('fares', { ...ask, token: 'old' }, { credentials }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(await store.open(10)).toEqual([]);
    expect(
      await gitlab.mergeRequests('platform/gitops', { state: 'opened' }),
    ).toEqual([]);
  });

  it.each(databases.eachSupportedId())(
    'opens one merge request, whoever asks again, and follows it to healthy on %s',
    async id => {
      const one = await setup(id as 'SQLITE_3');
      const other = portal(one.knex);
      const { token } = await one.service.compare('fares', ask, {
        credentials,
      });
      const asked = await Promise.all(
        [one, other].map(({ service }) =>
          service.promote('fares', { ...ask, token }, { credentials }),
        ),
      );
      expect(new Set(asked.map(({ id: promotion }) => promotion)).size).toBe(1);
      const [{ mergeRequest }] = asked;
      const open = await one.gitlab.mergeRequests('platform/gitops', {
        state: 'opened',
      });
      expect(open.map(({ iid }) => iid)).toEqual([mergeRequest.iid]);
      expect(open[0].description).toContain('Round up');

      const service = { name: 'fares', entity: entities[0] };
      const stages = clusters.map((environment, position) => ({
        environment,
        state: 'deployed' as const,
        applications: [versions[2], undefined, versions[0]]
          .slice(position, position + 1)
          .map(version => ({
            ...newRecord('fares', environment).summary,
            version,
            url: '',
          })),
      }));
      const [dev, staging] = await one.details.describe(service, stages);
      expect(dev.commit?.title).toBe('Round up');
      expect(staging.promotion?.state).toBe('waiting');

      await one.gitlab.closeMergeRequest('platform/gitops', mergeRequest.iid);
      await Promise.all([one.follower.pass(), other.follower.pass()]);
      expect(one.changed.length + other.changed.length).toBeGreaterThan(0);
      expect(
        (await one.service.list('fares', { credentials })).items[0].state,
      ).toBe('closed');
      expect(
        (await one.details.describe(service, stages))[1].promotion,
      ).toBeUndefined();

      // A closed one doesn't stand in the way, and its branch isn't used again.
      const again = await one.service.promote(
        'fares',
        { ...ask, token },
        { credentials },
      );
      expect(again.mergeRequest.iid).not.toBe(mergeRequest.iid);
      await one.gitlab.closeMergeRequest(
        'platform/gitops',
        again.mergeRequest.iid,
      );
      await one.follower.pass();
    },
  );

  it('follows a merged promotion until it is healthy', async () => {
    const { store, follower, index } = await setup();
    const promotion = await store.begin({
      service: 'fares',
      from: 'staging',
      to: 'production',
      version: versions[1],
      branch: 'promote-fares-production',
      by: 'user:default/noor.haddad',
      at: Date.now(),
      title: 'Promote',
    });
    await store.setMergeRequest(promotion.id, { iid: 1, url: 'http://x/1' });
    await store.setState(promotion.id, 'merging');
    const state = async () => {
      await follower.pass();
      const [{ state: now, message }] = await store.ofService('fares', 1);
      return [now, message];
    };
    const production = (version: string, health: 'Degraded' | 'Healthy') =>
      index.put(
        newRecord('fares', 'production', {
          summary: { version, health, healthMessage: 'Pods crash' },
        }),
      );
    production(versions[0], 'Healthy');
    expect(await state()).toEqual(['merging', undefined]);
    production(versions[1], 'Degraded');
    expect(await state()).toEqual(['deploying', 'Pods crash']);
    production(versions[1], 'Healthy');
    expect(await state()).toEqual(['deployed', undefined]);
  });

  it('finds the merge request of an attempt that died before it could write it down', async () => {
    const { service, store, follower, knex } = await setup();
    const { token } = await service.compare('fares', ask, { credentials });
    const { mergeRequest } = await service.promote(
      'fares',
      { ...ask, token },
      { credentials },
    );
    await knex('promotions').update({ merge_request: null, url: null });
    await follower.pass();
    expect((await store.open(1))[0].mergeRequest).toEqual({
      iid: mergeRequest.iid,
      url: mergeRequest.url,
    });
  });
});
