import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { includeComponent } from './components.mjs';
import { pipelineOf } from './projectPipeline.mjs';
import { sampleValues } from './renderFolder.mjs';

const onDefaultBranch = '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';

describe('pipeline of a generated project', () => {
  const { file, jobs } = pipelineOf(sampleValues);

  it('tests, builds, deploys to dev, scans, and offers promotion from one environment to the next', () => {
    assert.deepEqual(
      Object.entries(jobs).map(([name, { stage }]) => `${stage}: ${name}`),
      [
        'verify: node-test',
        'verify: secret-detection',
        'verify: lint-dockerfile',
        'verify: lint-yaml',
        'verify: lint-openapi',
        'scan: dependency-scan',
        'build: image-build',
        'scan: image-scan',
        'scan: sbom',
        'scan: sign',
        'deploy: deploy-dev',
        'promote: promote-staging',
        'promote: promote-production',
      ],
    );
    assert.deepEqual(file.stages, [
      'verify',
      'build',
      'deploy',
      'scan',
      'promote',
    ]);
  });

  it('scans beside deployment to dev and before promotion', () => {
    for (const name of ['dependency-scan', 'image-scan', 'sbom', 'sign']) {
      assert.ok(jobs[name].needs, `${name} would wait for deployment`);
      assert.notEqual(jobs[name].allow_failure, true, name);
    }
    // Without needs, a job waits for all stages before its own: for scans if it promotes, and not if it deploys.
    for (const name of ['deploy-dev', 'promote-staging']) {
      assert.equal(jobs[name].needs, undefined, name);
    }
  });

  it('scans, lists and signs the image that it built', () => {
    const image = 'registry.runway.internal/flight-ops/check-in-api';
    for (const name of ['image-scan', 'sbom', 'sign']) {
      const { script } = jobs[name];
      assert.ok(script.includes(`export IMAGE="${image}"`), name);
      assert.match(script.join('\n'), /\$IMAGE@\$IMAGE_DIGEST/, name);
      assert.ok(script.includes('test -n "$IMAGE_DIGEST"'), name);
    }
    assert.deepEqual(jobs['image-build'].artifacts.reports.dotenv, 'image.env');
  });

  it('pins every image to a version', () => {
    for (const [name, { image }] of Object.entries(jobs)) {
      assert.match(
        image.name ?? image,
        /^[a-z.]+\/[a-z/-]+:v?\d+\.\d+\.\d+(-[a-z-]+)?$/,
        name,
      );
    }
  });

  it('pushes the image under the short id of the commit', () => {
    assert.ok(
      jobs['image-build'].script.includes(
        'buildah push --digestfile=image.digest "registry.runway.internal/flight-ops/check-in-api:$CI_COMMIT_SHORT_SHA"',
      ),
    );
  });

  it('deploys from the default branch only, and promotes by hand without holding the pipeline', () => {
    for (const name of ['image-build', 'deploy-dev']) {
      assert.deepEqual(jobs[name].rules, [{ if: onDefaultBranch }]);
    }
    for (const name of ['promote-staging', 'promote-production']) {
      assert.deepEqual(jobs[name].rules, [
        { if: onDefaultBranch, when: 'manual', allow_failure: true },
      ]);
    }
  });

  it('takes a team and a service with names that mean something else to YAML', () => {
    const odd = pipelineOf({ ...sampleValues, team: 'off', name: 'null' });
    assert.match(
      odd.jobs['deploy-dev'].script.join('\n'),
      /services\/off\/null\/dev\.yaml/,
    );
  });

  it('is refused with inputs that would reach the shell', () => {
    for (const service of ['a;rm', '$(id)', "a'b", 'a b', '']) {
      assert.throws(
        () =>
          includeComponent('deploy-gitops', { team: 'flight-ops', service }),
        /service/,
      );
    }
  });
});
