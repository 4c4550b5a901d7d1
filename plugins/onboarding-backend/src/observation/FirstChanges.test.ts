import { mockServices } from '@backstage/backend-test-utils';
import { createUpstreams, type Upstreams } from '@runway/integrations';
import { type Sandbox, startSandbox } from '@runway/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredOnboarding } from '../database/OnboardingStore';
import { FirstChanges } from './FirstChanges';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../../..');
const CLUSTERS = ['dev', 'staging', 'production'];
const DAY = 24 * 3600 * 1000;

describe('FirstChanges', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'runway-onboarding-'));
  let sandbox: Sandbox;
  let upstreams: Upstreams;
  const { signal } = new AbortController();

  beforeAll(async () => {
    sandbox = await startSandbox({
      dataDir,
      port: 0,
      seed: 'minimal',
      pace: 0,
      clusters: CLUSTERS,
      sources: {
        charts: join(ROOT, 'helm'),
        pipelines: join(ROOT, 'templates/pipelines'),
        templates: join(ROOT, 'templates'),
      },
    });
    const { url, credentials } = sandbox;
    const data = {
      runway: {
        environments: CLUSTERS.map(name => ({
          name,
          cluster: name,
          argocd: 'main',
          vault: 'main',
        })),
        gitlab: [
          {
            name: 'main',
            baseUrl: `${url}/gitlab`,
            token: credentials.gitlabToken,
          },
        ],
        argocd: [
          {
            name: 'main',
            baseUrl: `${url}/argocd`,
            token: credentials.argocdToken,
          },
        ],
        vault: [
          {
            name: 'main',
            baseUrl: `${url}/vault`,
            auth: { type: 'token', token: credentials.vaultToken },
          },
        ],
        kubernetes: CLUSTERS.map(name => ({
          name,
          baseUrl: `${url}/kubernetes/${name}`,
          auth: { type: 'token', token: credentials.kubernetesToken },
        })),
        gitops: { project: 'platform/gitops' },
        charts: { project: 'platform/charts' },
        registry: { host: 'registry.runway.internal' },
      },
    };
    upstreams = createUpstreams(mockServices.rootConfig({ data }), {
      logger: mockServices.rootLogger({ level: 'none' }),
      tuning: { retryBaseMs: 1, breakerOpenMs: 1 },
    });
  }, 60_000);
  afterAll(async () => {
    await upstreams?.close();
    await sandbox?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const person = (email: string, invitedAt: number): StoredOnboarding => ({
    userRef: 'user:default/somebody',
    name: 'Somebody',
    email,
    teamRef: 'group:default/flight-ops',
    facts: { invited: { name: 'invited', at: invitedAt, source: 's' } },
    ticks: {},
  });

  /** Somebody who has committed to a service that runs in dev. */
  async function author() {
    const commits = await upstreams
      .gitlab()
      .listCommits({ project: 'flight-ops/check-in-api' });
    return commits.at(-1)!.authorEmail;
  }

  it('finds the first change and where it runs, once Argo CD has synced it', async () => {
    const changes = new FirstChanges(upstreams);
    const somebody = person(await author(), Date.now() - 200 * DAY);
    const deadline = Date.now() + 60_000;
    let facts = await changes.look(somebody, { signal });
    while (!facts.some(({ name }) => name === 'dev') && Date.now() < deadline) {
      await sleep(500);
      facts = await changes.look(somebody, { signal });
    }
    expect(facts).toEqual([
      {
        name: 'first-change',
        at: expect.any(Number),
        source: expect.stringMatching(/^Commit in flight-ops\//),
        url: expect.stringContaining('/-/commit/'),
      },
      {
        name: 'dev',
        at: expect.any(Number),
        source: expect.stringMatching(
          /^Commit in platform\/gitops, synced by Argo CD as .+-dev$/,
        ),
        url: expect.stringContaining('platform/gitops'),
      },
    ]);
    expect(facts[1].at).toBeGreaterThanOrEqual(facts[0].at);

    // What is known is not looked for again.
    const known = {
      ...somebody,
      facts: {
        ...somebody.facts,
        ...Object.fromEntries(facts.map(fact => [fact.name, fact])),
      },
    };
    expect(await changes.look(known, { signal })).toEqual([]);
  });

  it('counts nothing from before the invitation, and nothing of others', async () => {
    const changes = new FirstChanges(upstreams);
    expect(
      await changes.look(person(await author(), Date.now()), { signal }),
    ).toEqual([]);
    expect(
      await changes.look(person('nobody@aerq.example', 0), { signal }),
    ).toEqual([]);
  });

  it('says that nothing is known while GitLab is down', async () => {
    const { id } = sandbox.faults.add({
      system: 'gitlab',
      fault: { kind: 'status', status: 503 },
    } as any) as { id: string };
    await expect(
      new FirstChanges(upstreams).look(
        person(await author().catch(() => 'x'), 0),
        {
          signal,
        },
      ),
    ).rejects.toThrow();
    sandbox.faults.remove?.(id);
  });
});
