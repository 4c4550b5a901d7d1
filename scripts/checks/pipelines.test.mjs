import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { includeComponent, version } from './components.mjs';
import { GitopsRemote } from './gitopsRemote.mjs';
import { renderFolder, renderText, sampleValues } from './renderFolder.mjs';

const template = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../templates/api-service',
);
const onDefaultBranch = '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';

/** The pipeline of a generated project: its file, and the jobs of all included components. */
function pipelineOf(values) {
  const text = renderText(
    readFileSync(join(template, 'skeleton/.gitlab-ci.yml'), 'utf8'),
    values,
  );
  const file = parse(text, { version: '1.1' });
  const jobs = {};
  for (const { component, inputs = {} } of file.include) {
    const [, name, pinned] =
      /^\$CI_SERVER_FQDN\/platform\/pipelines\/([a-z-]+)@(.+)$/.exec(
        component,
      ) ?? [];
    assert.ok(name, `${component} is not a component of platform/pipelines`);
    assert.equal(pinned, version, `${component} is not the version in VERSION`);
    Object.assign(jobs, includeComponent(name, inputs));
  }
  return { file, jobs };
}

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

// The jobs run in Alpine; BSD's sed takes -i differently.
describe(
  'jobs on the GitOps repository',
  {
    skip: process.platform === 'darwin' && 'needs the sed of Linux',
  },
  () => {
    const remotes = [];
    after(() => remotes.forEach(remote => remote.dispose()));

    function start(changes = {}) {
      const values = { ...sampleValues, ...changes };
      const files = renderFolder(join(template, 'gitops'), values);
      const remote = new GitopsRemote(files);
      remotes.push(remote);
      const { jobs } = pipelineOf(values);
      const service = `services/${values.team}/${values.name}`;
      const tag = (environment, branch) =>
        parse(remote.read(`${service}/${environment}.yaml`, branch)).image.tag;
      return { values, files, remote, jobs, service, tag };
    }

    function succeed(result) {
      assert.equal(result.status, 0, result.output);
      assert.equal(
        result.leaksToken,
        false,
        'the token is in the log or in .git/config',
      );
    }

    describe('deploy', () => {
      it('changes nothing when the commit is there already', () => {
        const { remote, jobs } = start();
        const before = remote.head();
        succeed(remote.run(jobs['deploy-dev'], sampleValues.imageTag));
        assert.equal(remote.head(), before);
      });

      it('sets the tag, in the name of the person', () => {
        const { remote, jobs, tag, service, files } = start();
        succeed(remote.run(jobs['deploy-dev'], '87654321'));
        assert.equal(tag('dev'), '87654321');
        assert.equal(
          remote.read(`${service}/dev.yaml`),
          files.get(`${service}/dev.yaml`).replace('1234e567', '87654321'),
          'something else changed too',
        );
        const commit = remote.lastCommit();
        assert.equal(commit.author, 'Ada Lovelace <ada@aerq.example>');
        assert.equal(commit.committer, commit.author);
        assert.match(
          commit.message,
          /^Deploy flight-ops\/check-in-api 87654321 to dev\n/,
        );
        assert.match(commit.message, /pipelines\/7/);
      });

      it('finds its way when somebody else pushes in between', () => {
        const { remote, jobs, tag } = start();
        const other = new Map([
          ['services/other/thing/dev.yaml', 'image:\n  tag: "1"\n'],
        ]);
        succeed(
          remote.run(jobs['deploy-dev'], '87654321', {
            afterClone: () => remote.commit('Other', other),
          }),
        );
        assert.equal(tag('dev'), '87654321');
        assert.ok(remote.read('services/other/thing/dev.yaml'));
      });

      it('fails when there is no tag to set', () => {
        const { remote, jobs, service } = start();
        remote.commit(
          'Break',
          new Map([[`${service}/dev.yaml`, 'image: {}\n']]),
        );
        const before = remote.head();
        const { status } = remote.run(jobs['deploy-dev'], '87654321');
        assert.notEqual(status, 0);
        assert.equal(remote.head(), before);
      });
    });

    describe('promote', () => {
      const branch = 'promote-check-in-api-staging-87654321';
      const application = 'environments/staging/applications/check-in-api.yaml';

      it('asks by merge request for the application and the tag, and leaves main alone', () => {
        const { remote, jobs, tag } = start();
        const before = remote.head();
        succeed(remote.run(jobs['promote-staging'], '87654321'));

        assert.equal(remote.head(), before);
        assert.deepEqual(remote.pushOptions(), [
          'merge_request.create',
          'merge_request.target=main',
          'merge_request.title=Promote flight-ops/check-in-api 87654321 to staging',
          'merge_request.description=Asked for by @ada in https://gitlab.example/flight-ops/check-in-api/-/pipelines/7',
          'merge_request.remove_source_branch',
        ]);
        assert.deepEqual(remote.changedPaths(branch), [
          application,
          'services/flight-ops/check-in-api/staging.yaml',
        ]);
        assert.equal(tag('staging', branch), '87654321');
        assert.equal(
          remote.lastCommit(branch).author,
          'Ada Lovelace <ada@aerq.example>',
        );
      });

      for (const [what, changes] of [
        ['a usual name', {}],
        [
          'a name and a team that end like an environment',
          { name: 'my-dev', team: 'x-dev' },
        ],
        [
          'a name and a team that are an environment',
          { name: 'dev', team: 'dev' },
        ],
      ]) {
        it(`makes the application of the next environment from the last, for ${what}`, () => {
          const { values, remote, jobs } = start(changes);
          for (const [from, to] of [
            ['dev', 'staging'],
            ['staging', 'production'],
          ]) {
            const { name, team } = values;
            const path = environment =>
              `environments/${environment}/applications/${name}.yaml`;
            const expected = parse(remote.read(path(from)));
            succeed(remote.run(jobs[`promote-${to}`], '87654321'));
            remote.merge(`promote-${name}-${to}-87654321`);

            expected.metadata.name = `${name}-${to}`;
            expected.metadata.labels['runway.aerq.io/environment'] = to;
            expected.spec.destination = {
              name: `${to}-weu`,
              namespace: `${team}-${to}`,
            };
            expected.spec.sources[0].helm.valueFiles[1] = `$values/services/${team}/${name}/${to}.yaml`;
            assert.deepEqual(parse(remote.read(path(to))), expected);
            assert.match(
              remote.read(path(to)),
              new RegExp(`^# runway-run: ${values.runId}\n`),
            );
          }
        });
      }

      it('keeps what was changed in an application that is there', () => {
        const { remote, jobs } = start();
        succeed(remote.run(jobs['promote-staging'], '87654321'));
        remote.merge(branch);
        const edited = remote
          .read(application)
          .replace('limit: 10', 'limit: 3');
        remote.commit('Edit', new Map([[application, edited]]));
        succeed(remote.run(jobs['promote-staging'], '99999999'));
        assert.equal(
          remote.read(application, 'promote-check-in-api-staging-99999999'),
          edited,
        );
      });

      it('brings the release of the charts along, and nothing else', () => {
        const { remote, jobs } = start();
        succeed(remote.run(jobs['promote-staging'], '87654321'));
        remote.merge(branch);
        const before = remote.read(application);
        const dev = 'environments/dev/applications/check-in-api.yaml';
        const raised = remote
          .read(dev)
          .replace("targetRevision: '1.2.3'", "targetRevision: '2.0.0'");
        remote.commit('Raise', new Map([[dev, raised]]));
        succeed(remote.run(jobs['promote-staging'], '99999999'));
        assert.equal(
          remote.read(application, 'promote-check-in-api-staging-99999999'),
          before.replace("targetRevision: '1.2.3'", "targetRevision: '2.0.0'"),
        );
      });

      it('may be pressed twice', () => {
        const { remote, jobs } = start();
        succeed(remote.run(jobs['promote-staging'], '87654321'));
        const asked = remote.head(branch);
        succeed(remote.run(jobs['promote-staging'], '87654321'));
        assert.equal(remote.head(branch), asked);
        assert.deepEqual(remote.branches(), ['main', branch]);
      });

      it('asks for nothing when the environment has the commit', () => {
        const { remote, jobs } = start();
        succeed(remote.run(jobs['promote-staging'], '87654321'));
        remote.merge(branch);
        const result = remote.run(jobs['promote-staging'], '87654321');
        succeed(result);
        assert.match(result.output, /staging has 87654321 already/);
        assert.deepEqual(remote.pushOptions(), []);
      });

      it('fails when the environment before has no such application', () => {
        const { remote, jobs } = start();
        const { status } = remote.run(jobs['promote-production'], '87654321');
        assert.notEqual(status, 0);
        assert.deepEqual(remote.branches(), ['main']);
      });
    });

    describe('charts-upgrade', () => {
      const variables = { CI_COMMIT_TAG: '2.0.0' };
      const upgrade = inputs =>
        Object.values(includeComponent('charts-upgrade', inputs))[0];
      const pins = (remote, environment, branch) =>
        remote
          .paths(branch)
          .filter(path => path.startsWith(`environments/${environment}/`))
          .map(path => parse(remote.read(path, branch)))
          .filter(({ kind }) => kind === 'Application')
          .map(({ metadata, spec }) => [
            metadata.name,
            ...spec.sources.map(({ targetRevision }) => targetRevision),
          ]);

      it('asks by merge request to raise every chart of an environment', () => {
        const { remote } = start();
        const job = upgrade({ environment: 'dev' });
        succeed(remote.run(job, '87654321', { variables }));
        const branch = 'charts-2.0.0-dev';
        assert.deepEqual(remote.branches(), [branch, 'main']);
        assert.deepEqual(pins(remote, 'dev', branch), [
          ['check-in-api-dev', '2.0.0', 'main'],
          ['tenant-flight-ops-dev', '2.0.0', 'main'],
        ]);
        assert.deepEqual(pins(remote, 'dev', 'main')[0][1], '1.2.3');
        assert.ok(
          remote
            .pushOptions()
            .includes('merge_request.title=Charts 2.0.0 in dev'),
        );
        remote.merge(branch);
        const again = remote.run(job, '87654321', { variables });
        succeed(again);
        assert.match(again.output, /dev has charts 2\.0\.0 already/);
        assert.deepEqual(remote.pushOptions(), []);
      });

      it('leaves other environments, other applications and what somebody holds back', () => {
        const { remote, jobs } = start();
        succeed(remote.run(jobs['promote-staging'], '87654321'));
        remote.merge('promote-check-in-api-staging-87654321');
        const held = 'environments/dev/applications/check-in-api.yaml';
        remote.commit(
          'Hold',
          new Map([
            [
              held,
              remote
                .read(held)
                .replace("'1.2.3'", "'1.2.3' # keep: waits for the next fix"),
            ],
          ]),
        );
        for (const inputs of [
          { environment: 'dev' },
          { environment: 'staging', applications: 'tenant-*' },
        ]) {
          succeed(remote.run(upgrade(inputs), '87654321', { variables }));
        }
        assert.deepEqual(remote.changedPaths('charts-2.0.0-dev'), [
          'environments/dev/applications/tenant-flight-ops.yaml',
        ]);
        assert.deepEqual(remote.changedPaths('charts-2.0.0-staging'), [
          'environments/staging/applications/tenant-flight-ops.yaml',
        ]);
      });
    });
  },
);
