import { Gitlab } from '@gitbeaker/rest';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startSandbox, type Sandbox } from '../core/Sandbox';

jest.setTimeout(120_000);

const PROJECT = resolve(__dirname, '../../../..');
const REPOSITORY = 'platform/infrastructure';

let folder: string;
let sandbox: Sandbox;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runway-atlantis-'));
  cpSync(join(PROJECT, 'infrastructure'), join(folder, 'infrastructure'), {
    recursive: true,
  });
  sandbox = await start();
});
afterEach(() => sandbox.faults.clear());
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start() {
  return startSandbox({
    dataDir: join(folder, 'data'),
    port: 0,
    seed: 'minimal',
    pace: 0,
    sources: {
      charts: join(PROJECT, 'helm'),
      pipelines: join(PROJECT, 'templates/pipelines'),
      templates: join(PROJECT, 'templates'),
      infrastructure: join(folder, 'infrastructure'),
    },
  });
}

const portal = () =>
  new Gitlab({
    host: `${sandbox.url}/gitlab`,
    token: sandbox.credentials.gitlabToken,
  });

const BUCKET = (name: string, extra = '') => `include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

terraform {
  source = "\${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//storage-account"
}

inputs = {
  name                       = "${name}"
  containers                 = { reports = {} }
  log_analytics_workspace_id = "/subscriptions/0/workspaces/logs"
  private_endpoint = {
    subnet_id    = "/subscriptions/0/subnets/private-endpoints"
    dns_zone_ids = ["zone"]
  }
  ${extra}
}
`;

/** Opens a merge request with files, as the portal does. Null removes one. */
async function open(files: Record<string, string | null>) {
  count += 1;
  const branch = `runway/${count}`;
  const known = await portal().Repositories.allRepositoryTrees(REPOSITORY, {
    recursive: true,
    perPage: 100,
  } as any);
  const paths = new Set(known.map(({ path }) => path));
  await portal().Commits.create(
    REPOSITORY,
    branch,
    `Change ${count}`,
    Object.entries(files).map(([filePath, content]) =>
      content === null
        ? { action: 'delete' as const, filePath }
        : {
            action: paths.has(filePath)
              ? ('update' as const)
              : ('create' as const),
            filePath,
            content,
          },
    ),
    { startBranch: 'main' },
  );
  const { iid } = await portal().MergeRequests.create(
    REPOSITORY,
    branch,
    'main',
    `Change ${count}`,
  );
  return { iid, branch };
}

async function until<T>(
  read: () => Promise<T>,
  isGood: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (isGood(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`It stays so: ${JSON.stringify(value).slice(0, 3000)}`);
    }
    await new Promise(next => setTimeout(next, 50));
  }
}

/** Comments of Atlantis, oldest first. */
async function notes(iid: number): Promise<string[]> {
  const all = await portal().MergeRequestNotes.all(REPOSITORY, iid, {
    sort: 'asc',
  });
  return all
    .filter(note => note.author.username === 'atlantis')
    .map(note => note.body);
}

const note = (iid: number, text: string) =>
  until(
    () => notes(iid),
    all => all.at(-1)?.includes(text) ?? false,
  );

/** `name: status, description` of the head's statuses. */
async function statuses(iid: number): Promise<string[]> {
  const { sha } = await portal().MergeRequests.show(REPOSITORY, iid);
  const all = await portal().Commits.allStatuses(REPOSITORY, sha);
  return all.map(
    each => `${each.name}: ${each.status}, ${(each as any).description}`,
  );
}

const status = (iid: number, text: string) =>
  until(
    () => statuses(iid),
    all => all.some(each => each.startsWith(text)),
  );

const say = (iid: number, body: string) =>
  portal().MergeRequestNotes.create(REPOSITORY, iid, body);

async function approve(iid: number) {
  const token = sandbox.gitlab.admin.createToken({
    username: 'mei.tanaka',
    name: `approve-${iid}-${Date.now()}`,
    scopes: ['api'],
  });
  const response = await fetch(
    `${sandbox.url}/gitlab/api/v4/projects/${encodeURIComponent(
      REPOSITORY,
    )}/merge_requests/${iid}/approve`,
    { method: 'POST', headers: { 'private-token': token } },
  );
  expect(response.status).toBe(201);
}

const stateOf = async (iid: number) =>
  (await portal().MergeRequests.show(REPOSITORY, iid)).state;

const resourcesOf = (stack: string) =>
  Object.keys(sandbox.azure.admin.stack(stack).resources);

describe('Atlantis through GitLab', () => {
  it('plans what a merge request adds, applies it once approved, and merges', async () => {
    const dir = 'environments/dev/reports';
    const { iid } = await open({
      [`${dir}/terragrunt.hcl`]: BUCKET('reports'),
    });
    await status(iid, 'atlantis/plan: success, 1/1 projects planned');
    expect(await statuses(iid)).toEqual([
      'atlantis/plan: success, 1/1 projects planned successfully.',
      `atlantis/plan: ${dir}/default: success, Plan: 5 to add, 0 to change, 0 to destroy.`,
    ]);
    const [plan] = await notes(iid);
    expect(plan).toContain(
      `Ran Plan for dir: \`${dir}\` workspace: \`default\``,
    );
    expect(plan).toContain('# azurerm_storage_account.this will be created');
    expect(plan).toContain(`atlantis apply -d ${dir}`);
    expect(resourcesOf(dir)).toEqual([]);

    await say(iid, 'atlantis apply');
    await note(
      iid,
      "**Apply Failed**: Pull request must be approved according to the project's approval rules before running apply.",
    );
    await status(iid, 'atlantis/apply: failed, 0/1 projects applied');
    expect(resourcesOf(dir)).toEqual([]);

    await approve(iid);
    await say(iid, 'atlantis apply');
    await until(
      () => stateOf(iid),
      state => state === 'merged',
    );
    expect((await notes(iid)).join('\n')).toContain(
      'Apply complete! Resources: 5 added, 0 changed, 0 destroyed.',
    );
    expect(resourcesOf(dir)).toHaveLength(5);
    await status(iid, 'atlantis/apply: success, 1/1 projects applied');
    await note(iid, 'Locks and plans deleted');
    expect(sandbox.atlantis.admin.locks()).toEqual([]);
  });

  it('plans a change and a removal, and passes over what has no folder any more', async () => {
    const dir = 'environments/dev/reports';
    const changed = await open({
      [`${dir}/terragrunt.hcl`]: BUCKET(
        'reports',
        'containers = { archive = {} }',
      ).replace('  containers                 = { reports = {} }\n', ''),
    });
    await status(changed.iid, 'atlantis/plan: success');
    expect((await statuses(changed.iid)).join('\n')).toContain(
      'Plan: 1 to add, 0 to change, 1 to destroy.',
    );
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: null });
    await status(iid, 'atlantis/plan: success, 0/0 projects planned');
    await status(iid, 'atlantis/apply: success, 0/0 projects applied');
    expect(await notes(iid)).toEqual([]);
  });

  it.each([
    ['an input that the module does not know', 'colour = "red"', '- colour'],
    [
      'a wrong type',
      'restore_days = "soon"',
      'Unsuitable value for var.restore_days set using the TF_VAR_restore_days environment variable: a number is required.',
    ],
    [
      'a value that is not allowed',
      'replication = "RAID"',
      'replication must be LRS, ZRS or GZRS.',
    ],
    ['no HCL', 'oops =', 'Invalid expression'],
  ])('fails the plan for %s', async (_what, extra, message) => {
    const { iid } = await open({
      [`environments/dev/bad-${count}/terragrunt.hcl`]: BUCKET('bad', extra),
    });
    await status(iid, 'atlantis/plan: failed, 0/1 projects planned');
    const [plan] = await notes(iid);
    expect(plan).toContain('**Plan Error**');
    expect(plan).toContain(message);
  });
});

describe('comments', () => {
  const LOGS = `include "root" {
  path = find_in_parent_folders("terragrunt.hcl")
}

terraform {
  source = "\${dirname(find_in_parent_folders("terragrunt.hcl"))}/modules//log-analytics"
}
`;
  const REMOVED = LOGS.replace('//log-analytics', '//removed');

  /** Has a stack applied. */
  async function apply(dir: string, content: string) {
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: content });
    await status(iid, 'atlantis/plan: success, 1/1');
    await approve(iid);
    await say(iid, 'atlantis apply');
    await until(
      () => stateOf(iid),
      state => state === 'merged',
    );
  }

  it('plan and apply one project by its name, and say which there are not', async () => {
    const { iid } = await open({
      'environments/dev/named/terragrunt.hcl': LOGS,
    });
    await status(iid, 'atlantis/plan: success, 1/1');
    await say(iid, 'atlantis plan -p dev-logs');
    await note(
      iid,
      'Ran Plan for project: `dev-logs` dir: `environments/dev/logs` workspace: `default`',
    );
    await status(iid, 'atlantis/plan: success, 2/2 projects planned');
    await approve(iid);
    await say(iid, 'atlantis apply -p dev-logs');
    await note(iid, 'Ran Apply for project: `dev-logs`');
    expect(resourcesOf('environments/dev/logs').length).toBeGreaterThan(0);
    expect(resourcesOf('environments/dev/named')).toEqual([]);
    expect(await stateOf(iid)).toBe('opened');

    await say(iid, 'atlantis plan -p dev-coffee');
    await note(
      iid,
      "no project with name 'dev-coffee' is defined in 'atlantis.yaml'",
    );
    await say(iid, 'atlantis plan -p dev-logs -d environments/dev/logs');
    await note(
      iid,
      'cannot use -p/--project at same time as -d/--dir or -w/--workspace',
    );
  });

  it('unlock: locks and plans are gone, so there is nothing to apply before another plan', async () => {
    const dir = 'environments/dev/unlocked';
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: LOGS });
    await status(iid, 'atlantis/plan: success, 1/1');
    await approve(iid);
    sandbox.faults.add({
      system: 'azure',
      method: 'PUT',
      times: 1,
      fault: { kind: 'status', status: 409 },
    });
    await say(iid, 'atlantis apply');
    await note(iid, 'unexpected status 409');
    const locked = () =>
      sandbox.atlantis.admin
        .locks()
        .filter(([, lock]) => lock.project.dir === dir);
    expect(locked()).toHaveLength(1);

    const other = await open({ [`${dir}/terragrunt.hcl`]: `${LOGS}# Mine.\n` });
    await status(other.iid, 'atlantis/plan: success, 1/1');
    await approve(other.iid);
    await say(other.iid, 'atlantis apply');
    await note(
      other.iid,
      `This project is currently locked by an unapplied plan from pull !${iid}`,
    );

    await say(iid, 'atlantis unlock');
    await note(
      iid,
      'All Atlantis locks for this PR have been unlocked and plans discarded',
    );
    expect(locked()).toEqual([]);
    expect(sandbox.atlantis.admin.pull(REPOSITORY, iid)?.projects).toEqual([
      expect.objectContaining({ dir, status: 'plan_discarded' }),
    ]);
    await say(iid, 'atlantis apply');
    await note(iid, 'Ran Apply for 0 projects');
    expect(resourcesOf(dir)).toEqual([]);
    await say(iid, 'atlantis unlock -d .');
    await note(iid, 'Arguments or flags are not supported at the moment');
  });

  it('plan -- -destroy has no effect in a workflow that does not pass it on', async () => {
    const dir = 'environments/dev/passed';
    await apply(dir, LOGS);
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: `${LOGS}# Go.\n` });
    await status(iid, 'atlantis/plan: success, 1/1');
    await say(iid, `atlantis plan -d ${dir} -- -destroy`);
    await until(
      () => notes(iid),
      all => all.length === 2,
    );
    expect((await notes(iid)).at(-1)).toContain('No changes.');
    await say(iid, 'atlantis plan -- -target=x');
    await note(iid, 'the sandbox knows `plan -- -destroy` only');
  });

  it('plan -- -destroy destroys what nothing protects, where the workflow passes it on', async () => {
    const file = join(folder, 'infrastructure/atlantis/repos.yaml');
    const config = readFileSync(file, 'utf8');
    await sandbox.stop();
    writeFileSync(
      file,
      config.replace('-out="$PLANFILE"', '-out="$PLANFILE" $COMMENT_ARGS'),
    );
    sandbox = await start();
    const dir = 'environments/dev/passed';
    const kept = 'environments/dev/protected';
    await apply(kept, BUCKET('protected'));
    const { iid } = await open({
      [`${dir}/terragrunt.hcl`]: `${LOGS}# Gone.\n`,
      [`${kept}/terragrunt.hcl`]: `${BUCKET('protected')}# Gone.\n`,
    });
    await status(iid, 'atlantis/plan: success, 2/2');
    await say(iid, `atlantis plan -d ${kept} -- -destroy`);
    await note(iid, 'Instance cannot be destroyed');
    await say(iid, `atlantis plan -d ${dir} -- -destroy`);
    await note(iid, 'Plan: 0 to add, 0 to change, 3 to destroy.');
    await approve(iid);
    await say(iid, `atlantis apply -d ${dir}`);
    await note(iid, '0 added, 0 changed, 3 destroyed.');
    expect(resourcesOf(dir)).toEqual([]);
    expect(resourcesOf(kept)).toHaveLength(5);
    await sandbox.stop();
    writeFileSync(file, config);
    sandbox = await start();
  });

  it('a stack that includes nothing any more is destroyed, also what its module protected', async () => {
    const dir = 'environments/dev/emptied';
    await apply(dir, BUCKET('emptied'));
    expect(resourcesOf(dir)).toHaveLength(5);
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: REMOVED });
    await status(iid, 'atlantis/plan: success, 1/1');
    expect((await statuses(iid)).join('\n')).toContain(
      'Plan: 0 to add, 0 to change, 5 to destroy.',
    );
    await approve(iid);
    await say(iid, 'atlantis apply');
    await until(
      () => stateOf(iid),
      state => state === 'merged',
    );
    expect(resourcesOf(dir)).toEqual([]);
  });
});

describe('Atlantis when things go wrong', () => {
  it('is down when a merge request is opened: the comment `atlantis plan` makes up for it', async () => {
    sandbox.faults.add({ system: 'atlantis', fault: { kind: 'reset' } });
    const { iid } = await open({
      'environments/dev/late/terragrunt.hcl': BUCKET('late'),
    });
    await until(
      async () => sandbox.faults.log().length,
      hits => hits > 0,
    );
    expect(await statuses(iid)).toEqual([]);
    sandbox.faults.clear();
    await say(iid, 'atlantis plan');
    await status(iid, 'atlantis/plan: success, 1/1 projects planned');
  });

  it('keeps what was made when an apply fails half-way, and makes the rest after another plan', async () => {
    const dir = 'environments/dev/half';
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: BUCKET('half') });
    await status(iid, 'atlantis/plan: success');
    await approve(iid);
    sandbox.faults.add({
      system: 'azure',
      method: 'PUT',
      path: `/stacks/${encodeURIComponent(dir)}/**`,
      skip: 2,
      times: 1,
      fault: { kind: 'status', status: 409 },
    });
    await say(iid, 'atlantis apply');
    await note(iid, 'unexpected status 409 (409 Conflict)');
    await status(iid, 'atlantis/apply: failed, 0/1 projects applied');
    expect(resourcesOf(dir)).toHaveLength(2);
    expect(await stateOf(iid)).toBe('opened');

    await say(iid, 'atlantis apply');
    await note(iid, 'Saved plan is stale');
    await say(iid, 'atlantis plan');
    await note(iid, 'Plan: 3 to add, 0 to change, 0 to destroy.');
    await say(iid, 'atlantis apply');
    await until(
      () => stateOf(iid),
      state => state === 'merged',
    );
    expect(resourcesOf(dir)).toHaveLength(5);
  });

  it('wants a new plan when the target branch has moved on, and says so', async () => {
    const dir = 'environments/dev/slow';
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: BUCKET('slow') });
    await status(iid, 'atlantis/plan: success');
    await sandbox.gitlab.admin.commitFiles(
      REPOSITORY,
      'main',
      { 'NOTES.md': 'Moved on\n' },
      'Move on',
      { name: 'Priya Nair', email: 'priya.nair@aerq.example' },
    );
    await approve(iid);
    await say(iid, 'atlantis apply');
    await note(
      iid,
      'Default branch must be rebased onto pull request before running apply.',
    );
    expect(resourcesOf(dir)).toEqual([]);
    await say(iid, 'atlantis plan');
    await note(iid, 'Ran Plan for');
    await say(iid, 'atlantis apply');
    await until(
      () => stateOf(iid),
      state => state === 'merged',
    );
    expect(resourcesOf(dir)).toHaveLength(5);
  });

  it('has plans, statuses and what was applied again after a restart', async () => {
    const dir = 'environments/dev/again';
    const { iid } = await open({ [`${dir}/terragrunt.hcl`]: BUCKET('again') });
    await status(iid, 'atlantis/plan: success');
    await sandbox.stop();
    sandbox = await start();
    expect(resourcesOf('environments/dev/reports')).toHaveLength(5);
    await approve(iid);
    await say(iid, 'atlantis apply');
    await until(
      () => stateOf(iid),
      state => state === 'merged',
    );
    expect(resourcesOf(dir)).toHaveLength(5);
  });

  it('refuses webhooks without the secret, and answers its pages', async () => {
    const refused = await fetch(`${sandbox.url}/atlantis/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-gitlab-event': 'Note Hook',
        'x-gitlab-token': 'wrong',
      },
      body: '{}',
    });
    expect(refused.status).toBe(400);
    const health = await fetch(`${sandbox.url}/atlantis/healthz`);
    expect(await health.json()).toEqual({ status: 'ok' });
    const page = await fetch(`${sandbox.url}/atlantis/`);
    expect(await page.text()).toContain('plan environments/dev/reports');
  });
});
