import {
  Deployment,
  deploymentHistorySchema,
} from '@runway/plugin-argocd-common';
import { Sandbox, useSandbox } from '@runway/sandbox';
import {
  createService,
  noor,
  upstreamsOf,
  withRepositories,
} from '../__testUtils__/deliveryWorld';
import { FixedIndex, newRecord } from '../__testUtils__/FixedIndex';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { Versions } from '../promotion/Versions';
import { DeploymentHistories } from './DeploymentHistories';

jest.setTimeout(90_000);

const service = {
  name: 'fares',
  team: 'booking',
  project: 'booking/fares',
  owners: ['group:default/booking'],
};

type Entry = ApplicationRecord['history'][number];

const at = (hour: number) =>
  `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;

describe('DeploymentHistories', () => {
  const fixture = useSandbox(withRepositories);
  let sandbox: Sandbox;
  let versions: string[];
  /** A version that came by a merge request and has a pipeline. */
  let merged: { version: string; iid: number };

  beforeAll(async () => {
    ({ sandbox } = fixture);
    ({ versions } = await createService(sandbox));
    merged = await merge();
  });

  async function merge() {
    const gitlab = upstreamsOf(sandbox).gitlab();
    await gitlab.commit({
      project: service.project,
      branch: 'euros',
      startBranch: 'main',
      message: 'Charge everybody in euros',
      authorName: noor.name,
      authorEmail: noor.email,
      actions: [
        {
          action: 'create',
          path: '.gitlab-ci.yml',
          content: 'test:\n  script: [echo tested]\n',
        },
      ],
    });
    const { iid } = await gitlab.createMergeRequest(service.project, {
      sourceBranch: 'euros',
      targetBranch: 'main',
      title: 'Charge everybody in euros',
    });
    await gitlab.mergeMergeRequest(service.project, iid);
    await sandbox.gitlab.admin.runPipeline({ project: service.project });
    const [head] = await gitlab.listCommits({
      project: service.project,
      limit: 1,
    });
    return { version: head.id.slice(0, 8), iid };
  }

  /** Commits of the GitOps repository that deploy these versions, in order. */
  async function deploy(environment: string, tags: string[]) {
    return sandbox.gitlab.admin.commit({
      project: 'platform/gitops',
      commits: tags.map(tag => ({
        message: `Deploy ${tag}`,
        author: noor,
        files: {
          [`services/booking/fares/${environment}.yaml`]: `image:\n  tag: '${tag}'\n`,
        },
      })),
    });
  }

  function create(
    history: Record<string, Entry[]>,
    options: { as?: Sandbox; deadlineMs?: number } = {},
  ) {
    const upstreams = upstreamsOf(options.as ?? sandbox);
    const index = new FixedIndex();
    Object.entries(history).forEach(([environment, entries]) =>
      index.put(newRecord('fares', environment, { history: entries })),
    );
    return new DeploymentHistories({
      upstreams,
      index,
      gitops: new GitOpsRepository(upstreams),
      versions: new Versions(upstreams),
      deadlineMs: options.deadlineMs ?? 20_000,
    });
  }

  const entry = (id: number, revision: string | undefined, hour: number) => ({
    id,
    revision,
    deployedAt: at(hour),
  });
  const brief = ({ environment, historyId, version, current }: Deployment) => [
    environment,
    historyId,
    version,
    current,
  ];

  it('tells of all environments what was deployed, newest first', async () => {
    const dev = await deploy('dev', [versions[1], versions[3]]);
    const [production] = await deploy('production', [versions[0]]);
    const answer = await create({
      dev: [entry(4, dev[0], 8), entry(5, dev[1], 12)],
      production: [
        {
          ...entry(0, production, 10),
          startedAt: '2026-01-01T09:58:30Z',
          by: 'user:default/noor.haddad',
        },
      ],
    }).of(service);
    deploymentHistorySchema.parse(answer);
    expect(answer.items.map(brief)).toEqual([
      ['dev', 5, versions[3], true],
      ['production', 0, versions[0], true],
      ['dev', 4, versions[1], false],
    ]);
    expect(answer.items[0].commit).toMatchObject({
      title: 'Charge in euros',
      author: noor.name,
    });
    expect(answer.items[1]).toMatchObject({
      application: {
        instance: 'main',
        namespace: 'argocd',
        name: 'fares-production',
      },
      startedAt: '2026-01-01T09:58:30Z',
      durationSeconds: 90,
      by: 'user:default/noor.haddad',
    });
    expect(answer.items[2].durationSeconds).toBeUndefined();
    expect(answer.incomplete).toEqual([]);
    expect(new Set(answer.sources.map(({ state }) => state))).toEqual(
      new Set(['ok']),
    );
  });

  it('tells by which merge request and pipeline a version came', async () => {
    const [revision] = await deploy('dev', [merged.version]);
    const { items } = await create({ dev: [entry(6, revision, 8)] }).of(
      service,
    );
    expect(items[0]).toMatchObject({
      version: merged.version,
      mergeRequest: { iid: merged.iid, state: 'merged' },
      pipeline: { status: 'success', url: expect.stringContaining('http') },
    });
  });

  it('says of which environment Argo CD has forgotten the beginning', async () => {
    const answer = await create({
      dev: Array.from({ length: 10 }, (_, id) => entry(id, undefined, id)),
      staging: Array.from({ length: 9 }, (_, id) => entry(id, undefined, id)),
    }).of(service);
    expect(answer.items).toHaveLength(19);
    expect(answer.incomplete).toEqual(['dev']);
  });

  it('leaves open what Git has thrown away, and tells the rest', async () => {
    const [revision] = await deploy('dev', [versions[2]]);
    const { items, sources } = await create({
      dev: [
        entry(1, 'dead'.repeat(10), 8),
        entry(2, undefined, 9),
        entry(3, revision, 10),
      ],
    }).of(service);
    expect(items.map(brief)).toEqual([
      ['dev', 3, versions[2], true],
      ['dev', 2, undefined, false],
      ['dev', 1, undefined, false],
    ]);
    expect(items[2].commit).toBeUndefined();
    expect(sources.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('leaves open what an unreadable file of then says, and tells the rest', async () => {
    const [broken] = await sandbox.gitlab.admin.commit({
      project: 'platform/gitops',
      commits: [
        {
          message: 'Break',
          author: noor,
          files: { 'services/booking/fares/dev.yaml': 'image: [' },
        },
      ],
    });
    const [revision] = await deploy('dev', [versions[2]]);
    const { items, sources } = await create({
      dev: [entry(1, broken, 8), entry(2, revision, 9)],
    }).of(service);
    expect(items.map(({ version }) => version)).toEqual([
      versions[2],
      undefined,
    ]);
    expect(sources.every(({ state }) => state === 'ok')).toBe(true);
  });

  it.each([
    ['refuses the portal', { token: 'glpat-expired' }, 'denied'],
    ['is away', { url: 'http://localhost:9' }, 'unavailable'],
  ])(
    'tells when what was deployed also when GitLab %s, and says so',
    async (_, wrong: { token?: string; url?: string }, reason) => {
      const [revision] = await deploy('dev', [versions[2]]);
      const { credentials, url } = sandbox;
      const { items, sources } = await create(
        { dev: [entry(7, revision, 8)] },
        {
          as: {
            url: wrong.url ?? url,
            credentials: {
              ...credentials,
              gitlabToken: wrong.token ?? credentials.gitlabToken,
            },
          } as Sandbox,
        },
      ).of(service);
      expect(items).toEqual([
        expect.objectContaining({ historyId: 7, deployedAt: at(8) }),
      ]);
      expect(items[0].version).toBeUndefined();
      expect(sources.find(({ name }) => name === 'GitLab main')).toMatchObject({
        state: 'failed',
        error: { reason },
      });
      expect(JSON.stringify(sources)).not.toContain('glpat');
    },
  );

  it('knows nothing of other services', async () => {
    const answer = await create({ dev: [entry(1, undefined, 8)] }).of({
      ...service,
      name: 'seats',
    });
    expect(answer.items).toEqual([]);
  });
});
