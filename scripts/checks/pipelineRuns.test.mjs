import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { root, stateDir } from '../lib/toolchain.mjs';
import { withDefaults } from '../templates/checkForm.mjs';
import { findWheelTool } from '../templates/findWheelTool.mjs';
import { isOwnRepository, planExample } from '../templates/planExample.mjs';
import { readTemplate, templateNames } from '../templates/readTemplate.mjs';
import { GitopsRemote } from './gitopsRemote.mjs';
import { PipelineRun } from './PipelineRun.mjs';

/** Jobs that are really run here, in this order, and the tool that their image would have. */
const HERE = {
  'lint-dockerfile': 'hadolint',
  'lint-yaml': 'python3',
  'lint-openapi': 'redocly',
  'secret-detection': 'gitleaks',
  'node-test': 'npm',
  'python-test': 'python3',
  'deploy-dev': 'git',
  'promote-staging': 'git',
  'promote-production': 'git',
};

/**
 * They take most of the time, so here only the first project of a language runs them. The template kit runs the script of each project's,
 * and with RUNWAY_EVERY_PIPELINE=1 they are all run here too.
 */
const TESTS = new Set(['node-test', 'python-test']);

/** Jobs that can't be run without an image or a cloud, and why. A new job has to be put in one of the two lists. */
const ELSEWHERE = {
  'dependency-scan':
    'the database of vulnerabilities is downloaded from Anchore',
  'image-build': 'builds an image and pushes it to a registry',
  'image-scan': 'reads a registry, and the database of vulnerabilities',
  sbom: 'reads a registry',
  sign: 'writes to a registry and to Sigstore, with an ID token of GitLab',
};

// The tools that came with the project are found like installed ones.
process.env.PATH = [
  process.env.PATH,
  join(root, 'node_modules/.bin'),
  ...['hadolint', 'gitleaks']
    .map(name => findWheelTool(name, join(stateDir, 'tools')))
    .filter(path => path?.includes('/'))
    .map(dirname),
].join(delimiter);

const templates = join(root, 'templates');
const withPipeline = templateNames(templates).filter(name =>
  existsSync(join(templates, name, 'skeleton/.gitlab-ci.yml')),
);

function isMissing(tool) {
  const [command, ...args] =
    tool === 'python3'
      ? ['python3', '-c', 'import ensurepip, venv']
      : [tool, '--version'];
  return spawnSync(command, args, { stdio: 'ignore' }).status !== 0;
}

/** What the portal would put into the service's repository and into the GitOps repository for a template's first example. */
async function generate(name) {
  const template = readTemplate(join(templates, name));
  const example =
    template.examples.find(each => each.name === 'default') ??
    template.examples[0];
  assert.ok(example, `${name} has no example in tests/`);
  const plan = await planExample(
    template,
    withDefaults(template, example.values),
  );
  const filesOf = wanted =>
    new Map(
      plan.files
        .filter(({ repository }) => wanted(repository))
        .map(({ path, bytes }) => [path, bytes]),
    );
  return {
    project: plan.resources.find(({ kind }) => kind === 'gitlab-project').key,
    files: filesOf(repository => isOwnRepository(plan, repository)),
    gitops: filesOf(repository => repository === 'platform/gitops'),
  };
}

describe(
  'pipelines of generated projects, run by gitlab-ci-local',
  { skip: PipelineRun.missing && `needs ${PipelineRun.missing}` },
  () => {
    const tested = new Set();
    for (const name of withPipeline) {
      describe(name, () => {
        let run;
        let remote;
        let jobs;

        before(async () => {
          const { project, files, gitops } = await generate(name);
          remote = new GitopsRemote(gitops);
          run = new PipelineRun(files, {
            project,
            variables: remote.variables,
          });
          jobs = await run.jobs();
        });
        after(() => {
          run?.dispose();
          remote?.dispose();
        });

        it('has no job of which nobody said whether it can be run here', () => {
          assert.ok(jobs.length > 0);
          for (const { name: job } of jobs) {
            assert.equal(
              Number(job in HERE) + Number(job in ELSEWHERE),
              1,
              `Put ${job} into HERE or into ELSEWHERE`,
            );
          }
        });

        it('is one for merge requests too, which builds and deploys nothing', async () => {
          const others = await run.jobs({
            CI_PIPELINE_SOURCE: 'merge_request_event',
            CI_COMMIT_BRANCH: 'change',
          });
          const stages = new Set(others.map(({ stage }) => stage));
          assert.deepEqual([...stages].sort(), ['scan', 'verify']);
        });

        it('runs green', async t => {
          const here = Object.keys(HERE).filter(job =>
            jobs.some(each => each.name === job && !tested.has(job)),
          );
          for (const job of here) {
            await t.test(job, async test => {
              if (isMissing(HERE[job])) {
                test.skip(`${HERE[job]} not found`);
                return;
              }
              const { code, output } = await run.run([job]);
              assert.equal(code, 0, output);
              if (TESTS.has(job) && !process.env.RUNWAY_EVERY_PIPELINE) {
                tested.add(job);
              }
              assert.match(output, new RegExp(`PASS\\s+${job}`), output);
              if (job.startsWith('promote-')) {
                const to = job.replace('promote-', '');
                const [branch] = remote
                  .branches()
                  .filter(each => each.startsWith('promote-'));
                assert.match(branch, new RegExp(`-${to}-[0-9a-f]{8}$`));
                remote.merge(branch);
                remote.remove(branch);
              }
            });
          }
        });

        it('deployed the commit to every environment', () => {
          for (const path of remote
            .paths()
            .filter(each =>
              /^services\/.*\/(dev|staging|production)\.yaml$/.test(each),
            )) {
            const { tag } = parse(remote.read(path)).image;
            assert.equal(tag, run.commitId, path);
          }
        });
      });
    }

    describe('faults in a project make its pipeline red', () => {
      let project;
      const runs = [];
      before(async () => {
        project = await generate('api-service');
      });
      after(() => runs.forEach(run => run.dispose()));

      function withFile(path, change) {
        const files = new Map(project.files);
        files.set(path, change(files.get(path)?.toString() ?? ''));
        const run = new PipelineRun(files, { project: project.project });
        runs.push(run);
        return run;
      }

      for (const [job, what, path, change] of [
        [
          'node-test',
          'a test that fails',
          'package.json',
          text => text.replace(/"test": "/, '"test": "false && '),
        ],
        [
          'lint-dockerfile',
          'an image that is not pinned',
          'Dockerfile',
          text => text.replace(/^FROM \S+$/m, 'FROM node:latest'),
        ],
        [
          'lint-yaml',
          'a key that is there twice',
          'extra.yaml',
          () => 'a: 1\na: 2\n',
        ],
        [
          'lint-openapi',
          'a reference to nothing',
          'openapi.yaml',
          text => text.replace(/schemas\/Greeting'/, "schemas/Nothing'"),
        ],
        [
          'secret-detection',
          'a key',
          'key.pem',
          () =>
            `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA7d3fGk2vQ9xY1sT0uWbZ'.repeat(
              6,
            )}\n-----END RSA PRIVATE KEY-----\n`,
        ],
      ]) {
        it(`${job}: ${what}`, async t => {
          if (isMissing(HERE[job])) {
            t.skip(`${HERE[job]} not found`);
            return;
          }
          const { code, output } = await withFile(path, change).run([job]);
          assert.notEqual(code, 0, output);
          assert.match(output, new RegExp(`FAIL\\s+${job}`), output);
        });
      }

      for (const [what, from, to, message] of [
        ['a wrong type', /team: '[^']*'/, 'team: 7', /team.*is not a string/],
        ['a missing input', /\n {6}cluster: .*/, '', /cluster.*required/],
        [
          'a keyword that there isn’t',
          'workflow:',
          'job: { stage: verify, script: [a], unheard: 1 }\nworkflow:',
          /unheard/,
        ],
      ]) {
        it(`the configuration: ${what}`, async () => {
          const run = withFile('.gitlab-ci.yml', text => {
            assert.notEqual(text.replace(from, to), text);
            return text.replace(from, to);
          });
          await assert.rejects(run.jobs(), message);
        });
      }
    });
  },
);
