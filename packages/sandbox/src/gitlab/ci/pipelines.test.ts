import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';
import type { PipelineStatus } from '../state/PipelineModel';

jest.setTimeout(60_000);

const author = { name: 'Dev Eloper', email: 'dev@example.com' };

describe('pipelines', () => {
  let harness: GitLabHarness;
  let projects = 0;

  beforeAll(async () => {
    harness = await createGitLabHarness();
  });

  afterAll(() => harness.close());

  /** A project whose first push holds that configuration. */
  async function push(
    config: string,
    files: Record<string, string> = {},
    username = 'mia',
  ) {
    projects += 1;
    const path = `shop/pipeline-${projects}`;
    await harness.admin.createProject({ path });
    await harness.client(username).Commits.create(
      path,
      'main',
      'Add pipeline',
      Object.entries({ '.gitlab-ci.yml': config, ...files }).map(
        ([filePath, content]) => ({
          action: 'create' as const,
          filePath,
          content,
        }),
      ),
    );
    return path;
  }

  async function get(path: string, rest: string) {
    const response = await harness.api(
      'mia',
      `/projects/${encodeURIComponent(path)}/${rest}`,
    );
    return response.json();
  }

  async function post(path: string, rest: string, body: object = {}) {
    const response = await harness.api(
      'mia',
      `/projects/${encodeURIComponent(path)}/${rest}`,
      { method: 'POST', body },
    );
    return { status: response.status, body: await response.json() };
  }

  async function settled(path: string, ...statuses: PipelineStatus[]) {
    const wanted = statuses.length > 0 ? statuses : ['success', 'failed'];
    const [latest] = await eventually(
      () => get(path, 'pipelines'),
      pipelines => wanted.includes(pipelines[0]?.status),
    );
    const jobs = await get(path, `pipelines/${latest.id}/jobs`);
    return {
      pipeline: await get(path, `pipelines/${latest.id}`),
      jobs: Object.fromEntries(
        jobs.map((job: { name: string }) => [job.name, job]),
      ),
    };
  }

  async function trace(path: string, jobId: number): Promise<string> {
    const response = await harness.api(
      'mia',
      `/projects/${encodeURIComponent(path)}/jobs/${jobId}/trace`,
    );
    return response.text();
  }

  it('runs stages in order and says in the log that it is a simulation', async () => {
    const path = await push(
      [
        'stages: [build, test]',
        'variables: { GREETING: hello }',
        'default: { image: node:24, before_script: [echo before] }',
        '.base: { stage: build }',
        'compile:',
        '  extends: .base',
        '  script: [echo "$GREETING $CI_PROJECT_NAME", npm ci]',
        'check:',
        '  stage: test',
        '  image: { name: "alpine:3" }',
        '  script: |',
        '    if [ -f README.md ]; then echo "has readme"; fi',
      ].join('\n'),
      { 'README.md': '# Hello\n' },
    );
    const { pipeline, jobs } = await settled(path);
    expect(pipeline).toMatchObject({
      status: 'success',
      source: 'push',
      ref: 'main',
      yaml_errors: null,
      user: { username: 'mia' },
    });
    expect(pipeline.web_url).toBe(
      `${harness.base}/${path}/-/pipelines/${pipeline.id}`,
    );
    expect(jobs.compile.id).toBeLessThan(jobs.check.id);
    expect(Date.parse(jobs.check.started_at)).toBeGreaterThanOrEqual(
      Date.parse(jobs.compile.finished_at),
    );
    const log = await trace(path, jobs.compile.id);
    expect(log).toContain('this script is simulated');
    expect(log).toContain('Using image node:24');
    expect(log).toContain('$ echo before\nbefore\n');
    expect(log).toContain(`hello ${path.split('/')[1]}`);
    expect(log).toContain('$ npm ci\n');
    expect(log.trim().endsWith('Job succeeded')).toBe(true);
    expect(await trace(path, jobs.check.id)).toContain('has readme');
  });

  it('stops after a failure, and goes on when the job is retried', async () => {
    const path = await push(
      [
        'stages: [build, test]',
        'build: { stage: build, script: [echo building, /kaniko/executor -c . -d $CI_REGISTRY_IMAGE:$CI_PIPELINE_ID] }',
        'test: { stage: test, script: [echo testing] }',
        'cleanup: { stage: .post, when: always, script: [echo cleaning] }',
        'alarm: { stage: .post, when: on_failure, script: [echo alarm] }',
      ].join('\n'),
      { Dockerfile: 'FROM scratch\n' },
    );
    await settled(path);
    await post(path, 'variables', {
      key: 'RUNWAY_SANDBOX_FAIL_JOB',
      value: 'build',
    });
    expect((await post(path, 'pipeline', { ref: 'main' })).status).toBe(201);
    const failed = await settled(path, 'failed');
    const statuses = Object.fromEntries(
      Object.entries(failed.jobs).map(([name, job]) => [
        name,
        (job as { status: string }).status,
      ]),
    );
    expect(statuses).toEqual({
      build: 'failed',
      test: 'skipped',
      cleanup: 'success',
      alarm: 'success',
    });
    expect(failed.jobs.build.failure_reason).toBe('script_failure');
    const image = `registry.runway.internal/${path}:${failed.pipeline.id}`;
    expect(harness.gitlab.registry.has(image)).toBe(false);
    await harness.api(
      'mia',
      `/projects/${encodeURIComponent(path)}/variables/RUNWAY_SANDBOX_FAIL_JOB`,
      { method: 'DELETE' },
    );
    const retried = await post(path, `jobs/${failed.jobs.build.id}/retry`);
    expect(retried).toMatchObject({ status: 201, body: { name: 'build' } });
    expect(retried.body.id).not.toBe(failed.jobs.build.id);
    const after = await settled(path, 'success');
    expect(after.pipeline.id).toBe(failed.pipeline.id);
    expect(after.jobs.test.status).toBe('success');
    expect(harness.gitlab.registry.has(image)).toBe(true);
  });

  it('fails a job whose script leaves with an error', async () => {
    const path = await push(
      'job:\n  script:\n    - echo first\n    - exit 1\n    - echo never\n',
    );
    const { pipeline, jobs } = await settled(path);
    expect(pipeline.status).toBe('failed');
    const log = await trace(path, jobs.job.id);
    expect(log).toContain('first');
    expect(log).not.toContain('\nnever');
    expect(log).toContain('ERROR: Job failed');
  });

  it('retries by itself as often as the job says', async () => {
    const path = await push(
      'flaky:\n  retry: { max: 2, when: script_failure }\n  script: [exit 3]\n',
    );
    const { pipeline } = await settled(path, 'failed');
    const all = await get(
      path,
      `pipelines/${pipeline.id}/jobs?include_retried=true`,
    );
    expect(all.map((job: { status: string }) => job.status)).toEqual([
      'failed',
      'failed',
      'failed',
    ]);
  });

  it('waits for manual jobs that block, and plays them', async () => {
    const path = await push(
      [
        'stages: [build, gate, deploy]',
        'build: { stage: build, script: [echo a] }',
        'optional: { stage: build, when: manual, script: [echo o] }',
        'gate:',
        '  stage: gate',
        '  rules: [{ when: manual }]',
        '  script: [echo "$WHO pressed"]',
        'deploy: { stage: deploy, script: [echo b], environment: { name: dev, url: "https://$CI_PROJECT_NAME.dev" } }',
      ].join('\n'),
    );
    const waiting = await settled(path, 'manual');
    expect(waiting.jobs.gate).toMatchObject({
      status: 'manual',
      allow_failure: false,
    });
    expect(waiting.jobs.optional).toMatchObject({
      status: 'manual',
      allow_failure: true,
    });
    expect(waiting.jobs.deploy.status).toBe('created');
    const refused = await post(path, `jobs/${waiting.jobs.build.id}/play`);
    expect(refused).toEqual({
      status: 400,
      body: { message: 'Unplayable Job' },
    });
    await post(path, `jobs/${waiting.jobs.gate.id}/play`, {
      job_variables_attributes: [{ key: 'WHO', value: 'Mia' }],
    });
    const { pipeline, jobs } = await settled(path, 'success');
    expect(pipeline.status).toBe('success');
    expect(await trace(path, jobs.gate.id)).toContain('Mia pressed');
    expect(await get(path, 'deployments')).toMatchObject([
      {
        status: 'success',
        environment: { name: 'dev', tier: 'development' },
        deployable: { name: 'deploy' },
      },
    ]);
  });

  it('follows needs instead of stages', async () => {
    const path = await push(
      [
        'stages: [one, two]',
        'slow: { stage: one, script: [exit 1] }',
        'fast: { stage: one, script: [echo fast] }',
        'early: { stage: two, needs: [fast], script: [echo early] }',
        'late: { stage: two, script: [echo late] }',
        'maybe: { stage: two, needs: [{ job: none, optional: true }], script: [echo maybe] }',
      ].join('\n'),
    );
    const { jobs } = await settled(path, 'failed');
    expect(jobs.early.status).toBe('success');
    expect(jobs.maybe.status).toBe('success');
    expect(jobs.late.status).toBe('skipped');
  });

  it('cancels what runs', async () => {
    const path = await push(
      'gate: { when: manual, allow_failure: false, script: [echo x] }',
    );
    const { pipeline } = await settled(path, 'manual');
    const canceled = await post(path, `pipelines/${pipeline.id}/cancel`);
    expect(canceled.body.status).toBe('canceled');
  });

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

  it('masks variables, keeps protected ones to protected branches and expands the rest', async () => {
    harness.admin.setGroupVariable(
      'shop',
      'SECRET_TOKEN',
      'very-secret-value',
      {
        masked: true,
        protected: true,
      },
    );
    const path = await push(
      'show: { script: [\'echo "token=$SECRET_TOKEN in $CI_COMMIT_REF_NAME"\'] }',
    );
    const onMain = await settled(path);
    const log = await trace(path, onMain.jobs.show.id);
    expect(log).toContain('token=[MASKED] in main');
    expect(log).not.toContain('very-secret-value');
    await harness.client('dev').Branches.create(path, 'feature', 'main');
    const onBranch = await eventually(
      () => settled(path),
      ({ pipeline }) => pipeline.ref === 'feature',
    );
    expect(await trace(path, onBranch.jobs.show.id)).toContain(
      'token= in feature',
    );
  });

  it('pushes images only where the project may, and only what was built', async () => {
    const pushed: string[] = [];
    harness.context.events.on('registry:push', ({ image }) =>
      pushed.push(image),
    );
    const path = await push(
      [
        'kaniko: { script: [\'/kaniko/executor --context "$CI_PROJECT_DIR" --dockerfile "$CI_PROJECT_DIR/Dockerfile" --destination "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"\'] }',
        'elsewhere: { allow_failure: true, script: ["/kaniko/executor -c . -d registry.runway.internal/other/app:1"] }',
        'unbuilt: { allow_failure: true, script: ["docker login -u a -p b registry.runway.internal", "docker push $CI_REGISTRY_IMAGE:none"] }',
        'signed-out: { allow_failure: true, script: ["docker build -t $CI_REGISTRY_IMAGE:x .", "docker push $CI_REGISTRY_IMAGE:x"] }',
        'docker:',
        '  script:',
        '    - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"',
        '    - docker build --tag "$CI_REGISTRY_IMAGE:docker" .',
        '    - docker push "$CI_REGISTRY_IMAGE:docker"',
      ].join('\n'),
      { Dockerfile: 'FROM scratch\n' },
    );
    const { pipeline, jobs } = await settled(path);
    expect(pipeline.status).toBe('success');
    const prefix = `registry.runway.internal/${path}`;
    const { registry } = harness.gitlab;
    expect(registry.has(`${prefix}:${pipeline.sha.slice(0, 8)}`)).toBe(true);
    expect(registry.has(`${prefix}:docker`)).toBe(true);
    expect(registry.has(`${prefix}:none`)).toBe(false);
    expect(registry.has('registry.runway.internal/other/app:1')).toBe(false);
    expect(pushed).toHaveLength(2);
    expect(await trace(path, jobs.elsewhere.id)).toContain(
      'denied: requested access to the resource is denied',
    );
    expect(await trace(path, jobs.unbuilt.id)).toContain('image not known');
    expect(await trace(path, jobs['signed-out'].id)).toContain(
      'authentication required',
    );
    const tags = await get(path, 'registry/repositories/1/tags');
    expect(tags).toHaveLength(2);
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
