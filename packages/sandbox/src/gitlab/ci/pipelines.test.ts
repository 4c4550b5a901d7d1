import {
  createGitLabHarness,
  eventually,
  type GitLabHarness,
} from '../__testUtils__/createGitLabHarness';
import { createPipelineDriver } from '../__testUtils__/createPipelineDriver';

jest.setTimeout(60_000);

describe('pipelines', () => {
  let harness: GitLabHarness;
  const { push, get, post, settled, trace } = createPipelineDriver(
    () => harness,
  );

  beforeAll(async () => {
    harness = await createGitLabHarness();
  });

  afterAll(() => harness.close());

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
});
