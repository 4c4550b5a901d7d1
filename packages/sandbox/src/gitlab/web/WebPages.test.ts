import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';

jest.setTimeout(60_000);

describe('pages', () => {
  let harness: GitLabHarness;

  beforeAll(async () => {
    harness = await createGitLabHarness();
    await harness.admin.createProject({
      path: 'shop/cart',
      description: 'Carts & <more>',
    });
    await harness.admin.createProject({
      path: 'shop/secret',
      visibility: 'private',
    });
    await harness
      .client('mia')
      .Commits.create('shop/cart', 'main', 'First <b>', [
        {
          action: 'create',
          filePath: '.gitlab-ci.yml',
          content: 'job: { script: [echo "<script>x</script>"] }\n',
        },
        {
          action: 'create',
          filePath: 'src/index.ts',
          content: 'export const a = 1 < 2;\n',
        },
      ]);
    await harness
      .client('dev')
      .Commits.create(
        'shop/cart',
        'feature/a',
        'Change',
        [{ action: 'create', filePath: 'b.txt', content: 'b\n' }],
        { startBranch: 'main' },
      );
    await harness
      .client('dev')
      .MergeRequests.create('shop/cart', 'feature/a', 'main', 'A change');
  });

  afterAll(() => harness.close());

  async function page(path: string) {
    const response = await fetch(`${harness.base}${path}`);
    return { status: response.status, text: await response.text() };
  }

  it('shows a project: what it is, how to clone it, files, commits, pipelines', async () => {
    const { status, text } = await page('/shop/cart');
    expect(status).toBe(200);
    expect(text).toContain('Runway sandbox GitLab');
    expect(text).toContain(`git clone ${harness.base}/shop/cart.git`);
    expect(text).toContain('Carts &#38; &#60;more&#62;');
    expect(text).toContain('First &#60;b&#62;');
    expect(text).toContain('/shop/cart/-/tree/main/src');
    expect(text).toContain('/shop/cart/-/pipelines/');
  });

  it('shows files, branches with slashes, commits, merge requests', async () => {
    const blob = await page('/shop/cart/-/blob/main/src/index.ts');
    expect(blob.text).toContain('export const a = 1 &#60; 2;');
    const branch = await page('/shop/cart/-/blob/feature/a/b.txt');
    expect(branch.status).toBe(200);
    expect((await page('/shop/cart/-/tree/main/src')).text).toContain(
      'index.ts',
    );
    const raw = await page('/shop/cart/-/raw/main/src/index.ts');
    expect(raw.text).toBe('export const a = 1 < 2;\n');
    const request = await page('/shop/cart/-/merge_requests/1');
    expect(request.text).toContain('A change');
    expect(request.text).toContain('+b');
    expect((await page('/shop/cart/-/merge_requests')).text).toContain('!1');
    const commit = await harness
      .client('dev')
      .Commits.show('shop/cart', 'main');
    expect((await page(`/shop/cart/-/commit/${commit.id}`)).text).toContain(
      'index.ts',
    );
  });

  it('shows pipelines and what their jobs logged', async () => {
    const [pipeline] = await eventually(
      () => harness.client('dev').Pipelines.all('shop/cart', { ref: 'main' }),
      ([latest]) => latest?.status === 'success',
    );
    const shown = await page(`/shop/cart/-/pipelines/${pipeline.id}`);
    expect(shown.text).toContain('success');
    const [job] = await harness
      .client('dev')
      .Jobs.all('shop/cart', { pipelineId: pipeline.id });
    const log = await page(`/shop/cart/-/jobs/${job.id}`);
    expect(log.text).toContain('this script is simulated');
    expect(log.text).not.toContain('<script>x');
  });

  it('shows groups, and nothing of what is private or missing', async () => {
    expect((await page('/')).text).toContain('/shop"');
    expect((await page('/shop')).text).toContain('/shop/cart"');
    expect((await page('/shop')).text).not.toContain('secret');
    expect((await page('/shop/secret')).status).toBe(404);
    expect((await page('/shop/none')).status).toBe(404);
    expect((await page('/shop/cart/-/blob/main/none')).status).toBe(404);
    expect((await page('/shop/cart/-/pipelines/999')).status).toBe(404);
  });

  it('lets whoever tries it approve and merge a merge request as one of those who may', async () => {
    const path = '/shop/cart/-/merge_requests/1';
    const formOf = async (verb: string) =>
      new RegExp(`action="1/${verb}"[^]*?</form>`).exec(
        (await page(path)).text,
      )?.[0];
    expect((await page(path)).text).toContain('0 of 0 approvals');
    const approvers = await formOf('approve');
    expect(approvers).toContain('<option value="mia">');
    // Who opened it can't approve it.
    expect(approvers).not.toContain('<option value="dev">');
    const decide = (verb: string, username: string, origin?: string) =>
      fetch(`${harness.base}${path}/${verb}`, {
        method: 'POST',
        body: new URLSearchParams({ username }),
        headers: { origin: origin ?? new URL(harness.base).origin },
        redirect: 'manual',
      });
    for (const verb of ['approve', 'merge']) {
      const foreign = await decide(verb, 'mia', 'http://elsewhere.example');
      expect(foreign.status).toBe(403);
      expect((await decide(verb, 'nobody')).status).toBe(404);
    }
    await decide('approve', 'dev');
    expect((await page(path)).text).toContain('0 of 0 approvals');
    expect((await decide('approve', 'mia')).status).toBe(303);
    expect((await page(path)).text).toContain('1 of 0 approvals');

    expect(await formOf('merge')).toContain('<option value="mia">');
    expect((await decide('merge', 'mia')).status).toBe(303);
    expect((await page(path)).text).toContain('merged');
    expect(await formOf('merge')).toBeUndefined();
  });
});
