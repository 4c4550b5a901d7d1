import { Sandbox, useSandbox } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import {
  createService,
  noor,
  upstreamsOf,
  withRepositories,
} from '../__testUtils__/deliveryWorld';
import { newRecord } from '../__testUtils__/FixedIndex';
import { GitChange } from '../actions/GitChanges';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { DefaultGitChanges } from './DefaultGitChanges';
import { GitOpsRepository } from './GitOpsRepository';
import { Proposals } from './Proposals';

jest.setTimeout(90_000);

const by = 'user:default/noor.haddad';
const gitops = 'platform/gitops';
const values = 'services/booking/fares/dev.yaml';

describe('DefaultGitChanges', () => {
  const fixture = useSandbox(withRepositories);
  let sandbox: Sandbox;
  /** Of the GitOps repository, when the service had been added. */
  let first: string;
  let versions: string[];

  beforeAll(async () => {
    ({ sandbox } = fixture);
    ({ versions } = await createService(sandbox));
    first = await commit({ 'README.md': 'As it was' });
  });

  async function commit(files: Record<string, string>): Promise<string> {
    const [id] = await sandbox.gitlab.admin.commit({
      project: gitops,
      commits: [{ message: 'Change', author: noor, files }],
    });
    return id;
  }

  function create(as = sandbox) {
    const upstreams = upstreamsOf(as);
    return {
      gitlab: upstreams.gitlab(),
      changes: new DefaultGitChanges({
        gitops: new GitOpsRepository(upstreams),
        proposals: new Proposals(upstreams),
        proposerOf: async ref => ({ ref, ...noor }),
      }),
    };
  }

  const record = (labels: Record<string, string> = {}): ApplicationRecord => ({
    ...newRecord('fares', 'dev'),
    labels: { 'runway.aerq.io/team': 'booking', ...labels },
  });
  const rollback = (revision?: string): GitChange => ({
    kind: 'rollback',
    entry: { id: 3, deployedAt: '2026-01-01T08:00:00Z', revision },
  });
  const deploy = (tag: string, port = 8080) =>
    commit({
      [values]: `image:\n  tag: '${tag}'\n`,
      'services/booking/fares/values.yaml': `port: ${port}\n`,
    });

  it('shows the way back, and proposes exactly that, once an action', async () => {
    await deploy(versions[3]);
    const { changes, gitlab } = create();
    const shown = await changes.preview(record(), rollback(first));
    expect(shown).toMatchObject({ warnings: [], token: expect.any(String) });
    expect(shown.blocked).toBeUndefined();
    expect(shown.files.map(({ path }) => path)).toEqual([values]);
    expect(shown.files[0].diff).toContain(`-  tag: '${versions[3]}'`);
    expect(shown.files[0].diff).toContain(`+  tag: '${versions[2]}'`);

    const actionId = randomUUID();
    const options = { actionId, by, token: shown.token };
    const request = await changes.open(record(), rollback(first), options);
    expect(request).toMatchObject({
      state: 'opened',
      title: `Roll back booking/fares in dev to ${versions[2]}`,
    });
    const again = await changes.open(record(), rollback(first), options);
    expect(again.iid).toBe(request.iid);
    const [made, ...others] = await gitlab.mergeRequests(gitops, {
      state: 'opened',
    });
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      sourceBranch: `runway/action-${actionId}`,
      labels: ['runway', 'rollback'],
      description: `Asked for by \`${by}\` in Runway.`,
    });
    const [head] = await gitlab.listCommits({
      project: gitops,
      ref: made.sourceBranch,
      limit: 1,
    });
    expect(head).toMatchObject({ authorName: noor.name });
    expect(head.message).toContain(`Requested-By: ${by}`);

    await gitlab.closeMergeRequest(gitops, request.iid);
    expect(await changes.mergeRequest(request.iid)).toMatchObject({
      state: 'closed',
    });
  });

  it('refuses what is not what was shown', async () => {
    await deploy(versions[3]);
    const { changes, gitlab } = create();
    const { token } = await changes.preview(record(), rollback(first));
    await deploy(versions[1]);
    await expect(
      changes.open(record(), rollback(first), {
        actionId: randomUUID(),
        by,
        token,
      }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('changed since you looked'),
    });
    expect(await gitlab.mergeRequests(gitops, { state: 'opened' })).toEqual([]);
  });

  it('warns of what all environments share, and leaves it', async () => {
    await deploy(versions[3], 9090);
    const { files, warnings } = await create().changes.preview(
      record(),
      rollback(first),
    );
    expect(files.map(({ path }) => path)).toEqual([values]);
    expect(warnings).toEqual([
      expect.stringContaining(
        'services/booking/fares/values.yaml, which all environments share, has changed',
      ),
    ]);
  });

  it.each<[string, () => Promise<[ApplicationRecord, GitChange]>, RegExp]>([
    [
      'the version is there already',
      async () => [record(), rollback(await deploy(versions[0]))],
      /holds that version already/,
    ],
    [
      'Git has thrown the commit away',
      async () => [record(), rollback('dead'.repeat(10))],
      /^Commit deaddead of that deployment is not in the GitOps repository any more\. Go back to another deployment/,
    ],
    [
      'the service was not there yet',
      async () => {
        const [{ id }] = await create()
          .gitlab.listCommits({ project: gitops, limit: 100 })
          .then(commits => commits.slice(-1));
        return [record(), rollback(id)];
      },
      /dev\.yaml is not there at that deployment/,
    ],
    [
      'Argo CD has not kept the commit',
      async () => [record(), rollback()],
      /has not kept the commit/,
    ],
    [
      'nobody knows where it lies',
      async () => [record({ 'runway.aerq.io/team': '' }), rollback(first)],
      /does not know where this application lies/,
    ],
    [
      'the application is not in Git',
      async () => [
        { ...record(), summary: newRecord('fares', 'staging').summary },
        { kind: 'auto-sync', enabled: false },
      ],
      /environments\/staging\/applications\/fares\.yaml is not in the GitOps/,
    ],
  ])('says why not when %s', async (_, prepare, words) => {
    const [where, change] = await prepare();
    const { changes, gitlab } = create();
    const { blocked, files, token } = await changes.preview(where, change);
    expect(blocked).toMatch(words);
    expect(files).toEqual([]);
    await expect(
      changes.open(where, change, { actionId: randomUUID(), by, token }),
    ).rejects.toThrow(words);
    expect(await gitlab.mergeRequests(gitops, { state: 'opened' })).toEqual([]);
  });

  it('switches auto-sync where it is declared', async () => {
    const { changes, gitlab } = create();
    const pause: GitChange = {
      kind: 'auto-sync',
      enabled: false,
      reason: 'A leak',
    };
    const { files, token } = await changes.preview(record(), pause);
    expect(files[0].path).toBe('environments/dev/applications/fares.yaml');
    expect(files[0].diff.match(/^[-+] .*/gm)).toEqual([
      '+      enabled: false',
    ]);
    const { title, iid } = await changes.open(record(), pause, {
      actionId: randomUUID(),
      by,
      token,
    });
    expect(title).toBe('Pause auto-sync of fares in dev');
    await gitlab.closeMergeRequest(gitops, iid);
    // As when people had merged it.
    const { text } = (await new GitOpsRepository(upstreamsOf(sandbox)).current(
      files[0].path,
    ))!;
    await commit({
      [files[0].path]: text.replace(
        '    automated:\n',
        '    automated:\n      enabled: false\n',
      ),
    });
    expect((await changes.preview(record(), pause)).blocked).toBe(
      'Auto-sync is off already.',
    );
    const resume = { ...pause, enabled: true };
    const back = await changes.preview(record(), resume);
    expect(back.files[0].diff).toContain('+      enabled: true');
  });

  it('fails in words when GitLab refuses the portal', async () => {
    const { credentials, url } = sandbox;
    const { changes } = create({
      url,
      credentials: { ...credentials, gitlabToken: 'glpat-expired' },
    } as Sandbox);
    await expect(
      changes.preview(record(), rollback(first)),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining("refused the portal's credential"),
    });
  });
});
