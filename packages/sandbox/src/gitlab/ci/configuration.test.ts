import {
  createGitLabHarness,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';
import { createPipelineDriver } from '../__testUtils__/createPipelineDriver';

jest.setTimeout(60_000);

const author = { name: 'Dev Eloper', email: 'dev@example.com' };

describe('CI configurations', () => {
  let harness: GitLabHarness;
  const { push, get, post, settled, trace } = createPipelineDriver(
    () => harness,
  );

  beforeAll(async () => {
    harness = await createGitLabHarness();
  });

  afterAll(() => harness.close());

  it.each([
    ['a: b: c', /yaml|mapping|compact/i],
    ['- a\n- b', /Invalid configuration format/],
    [
      'job: { stage: nowhere, script: [a] }',
      /chosen stage nowhere does not exist; available stages are \.pre, build, test, deploy, \.post/,
    ],
    ['job: { stage: test }', /should implement the script/],
    ['job: { script: [a], sript: [b] }', /contains unknown keys: sript/],
    ['.hidden: { script: [a] }', /at least one visible job/],
    [
      'job: { needs: [none], script: [a] }',
      /'job' job needs 'none' job, but 'none' does not exist in the pipeline/,
    ],
    [
      'job: { script: [a], rules: [{ if: "$A ==" }] }',
      /invalid expression syntax/,
    ],
    ['include: { local: none.yml }', /Local file `none.yml` does not exist!/],
    [
      'include: { project: shop/none, file: a.yml }',
      /Project `shop\/none` not found or access denied!/,
    ],
    [
      'include: { component: "$CI_SERVER_FQDN/shop/none/build@1" }',
      /content not found/,
    ],
    [
      'job: { extends: .none, script: [a] }',
      /unknown keys in `extends` \(\.none\)/,
    ],
  ])('reports what is wrong with %s', async (config, message) => {
    const path = await push(config);
    const [latest] = await get(path, 'pipelines');
    const pipeline = await get(path, `pipelines/${latest.id}`);
    expect(pipeline.status).toBe('failed');
    expect(pipeline.yaml_errors).toMatch(message);
    const again = await post(path, 'pipeline', { ref: 'main' });
    expect(again.status).toBe(400);
    expect(again.body.message.base[0]).toMatch(message);
  });

  it('makes none where there is nothing to run', async () => {
    await harness.admin.createProject({ path: 'shop/none' });
    await harness
      .client('mia')
      .RepositoryFiles.create('shop/none', 'a', 'main', 'a', 'First');
    expect(await get('shop/none', 'pipelines')).toEqual([]);
    expect(await post('shop/none', 'pipeline', { ref: 'main' })).toEqual({
      status: 400,
      body: { message: { base: ['Missing CI config file'] } },
    });
    const path = await push(
      'workflow: { rules: [{ if: $CI_COMMIT_TAG }] }\njob: { script: [a] }',
    );
    expect(await get(path, 'pipelines')).toEqual([]);
    await post(path, 'repository/tags', { tag_name: 'v1', ref: 'main' });
    const { pipeline } = await settled(path, 'success');
    expect(pipeline).toMatchObject({ ref: 'v1', tag: true });
  });

  it('decides by rules: branch, merge request, changed files', async () => {
    const path = await push(
      [
        'main-only: { rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }], script: [a] }',
        'request: { rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event" }], script: [a] }',
        'docs: { rules: [{ if: $CI_COMMIT_BRANCH, changes: ["docs/**/*"] }], script: [a] }',
        'plain: { script: [a] }',
      ].join('\n'),
    );
    expect(Object.keys((await settled(path)).jobs).sort()).toEqual([
      'docs',
      'main-only',
      'plain',
    ]);
    const client = harness.client('dev');
    await client.Commits.create(
      path,
      'feature',
      'No docs',
      [{ action: 'create', filePath: 'a.txt', content: 'a' }],
      { startBranch: 'main' },
    );
    await client.Commits.create(path, 'feature', 'No docs', [
      { action: 'create', filePath: 'b.txt', content: 'b' },
    ]);
    expect(Object.keys((await settled(path)).jobs)).toEqual(['plain']);
    await client.MergeRequests.create(path, 'feature', 'main', 'Feature');
    const { pipeline, jobs } = await settled(path);
    expect(pipeline).toMatchObject({
      source: 'merge_request_event',
      ref: 'refs/merge-requests/1/head',
    });
    expect(Object.keys(jobs)).toEqual(['request']);
  });

  it('skips when the commit says so', async () => {
    const path = await push('job: { script: [a] }');
    await harness
      .client('mia')
      .RepositoryFiles.create(path, 'a', 'main', 'a', 'Docs [skip ci]');
    const [latest] = await get(path, 'pipelines');
    expect(latest.status).toBe('skipped');
  });

  it('includes files of this and other projects, with inputs', async () => {
    await harness.admin.createProject({ path: 'platform/ci' });
    await harness.admin.commitFiles(
      'platform/ci',
      'main',
      {
        'jobs.yml': [
          'spec:',
          '  inputs:',
          '    name: {}',
          '    count: { type: number, default: 2 }',
          '    lines: { type: array, default: [echo x] }',
          '---',
          '"$[[ inputs.name ]]-job":',
          '  variables:',
          '    COUNT: $[[ inputs.count ]]',
          '  script: $[[ inputs.lines ]]',
        ].join('\n'),
      },
      'First',
      author,
    );
    const path = await push(
      [
        'include:',
        '  - local: /ci/local.yml',
        '  - project: platform/ci',
        '    ref: main',
        '    file: jobs.yml',
        '    inputs: { name: remote, lines: ["echo count=$COUNT", !reference [.shared, script]] }',
      ].join('\n'),
      {
        'ci/local.yml':
          '.shared: { script: [echo shared] }\nlocal-job: { script: [echo local] }\n',
      },
    );
    const { pipeline, jobs } = await settled(path);
    expect(pipeline.yaml_errors).toBeNull();
    expect(Object.keys(jobs).sort()).toEqual(['local-job', 'remote-job']);
    const log = await trace(path, jobs['remote-job'].id);
    expect(log).toContain('count=2');
    expect(log).toContain('shared');
    const lint = await post(path, 'ci/lint', {
      content:
        'include: { project: platform/ci, file: jobs.yml, inputs: { nam: x } }',
    });
    expect(lint.body).toMatchObject({
      valid: false,
      errors: ['`jobs.yml`: unknown input arguments: nam'],
    });
    const valid = await post(path, 'ci/lint', {
      content: 'job: { script: [a] }',
      include_jobs: true,
    });
    expect(valid.body).toMatchObject({
      valid: true,
      jobs: [{ name: 'job', stage: 'test', when: 'on_success' }],
    });
  });
});
