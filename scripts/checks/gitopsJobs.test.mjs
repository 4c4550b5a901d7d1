import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { includeComponent } from './components.mjs';
import { GitopsRemote } from './gitopsRemote.mjs';
import { pipelineOf, template } from './projectPipeline.mjs';
import { renderFolder, sampleValues } from './renderFolder.mjs';

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
