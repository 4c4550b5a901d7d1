import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseAllDocuments, stringify } from 'yaml';
import { root } from '../lib/toolchain.mjs';
import { includeComponent, pipelinesFolder, version } from './components.mjs';
import { PipelineRun } from './PipelineRun.mjs';
import { portalCode } from '../templates/portalCode.mjs';

/** Files of the project that include components. */
const users = [
  ...globSync('templates/*/skeleton/.gitlab-ci.yml', { cwd: root }),
  'infrastructure/.gitlab-ci.yml',
  'helm/.gitlab-ci.yml',
];
/** Components that no file of the project includes: teams add them. */
const optional = ['techdocs'];

/** Inputs without a default, and a value that each of them takes. */
const required = {
  'chart-publish': { registry: 'registry.runway.internal/platform/charts' },
  'charts-upgrade': { environment: 'dev' },
  'deploy-gitops': { team: 'flight-ops', service: 'check-in-api' },
  'image-build': { image: 'registry.runway.internal/flight-ops/check-in-api' },
  'image-scan': { image: 'registry.runway.internal/flight-ops/check-in-api' },
  promote: {
    team: 'flight-ops',
    service: 'check-in-api',
    from: 'dev',
    to: 'staging',
    cluster: 'staging-weu',
  },
  sbom: { image: 'registry.runway.internal/flight-ops/check-in-api' },
};
const names = readdirSync(join(pipelinesFolder, 'templates')).sort();
const source = name =>
  readFileSync(
    join(pipelinesFolder, 'templates', name, 'template.yml'),
    'utf8',
  );
const inputsOf = name => parseAllDocuments(source(name))[0].toJS().spec.inputs;

describe('components of platform/pipelines', () => {
  it('are documented, and used', () => {
    const readme = readFileSync(join(pipelinesFolder, 'README.md'), 'utf8');
    const included = users
      .filter(file => existsSync(join(root, file)))
      .map(file => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    for (const name of names) {
      assert.match(readme, new RegExp(`^\\| \`${name}\``, 'm'), name);
      assert.equal(
        included.includes(`/platform/pipelines/${name}@${version}`),
        !optional.includes(name),
        `${name}: used, or in the list of those that teams add`,
      );
    }
  });

  it('have a version that the changelog begins with', () => {
    const changes = readFileSync(join(pipelinesFolder, 'CHANGELOG.md'), 'utf8');
    assert.equal(/^## (.+)$/m.exec(changes)[1], version);
  });

  for (const name of names) {
    describe(name, () => {
      const inputs = inputsOf(name);

      it('types and explains every input', () => {
        for (const [key, spec] of Object.entries(inputs)) {
          assert.match(spec.description, /^\w.{10,}\.$/s, key);
          assert.ok(['string', 'boolean'].includes(spec.type), key);
          assert.equal('default' in spec, !required[name]?.[key], key);
        }
      });

      it('holds what reaches a shell to a pattern, a list or a type', () => {
        const scripts = JSON.stringify(
          Object.values(parseAllDocuments(source(name))[1].toJS()).map(
            ({ script, variables }) => [script, variables],
          ),
        );
        for (const [, key] of scripts.matchAll(/inputs\.([\w-]+)/g)) {
          const { type, regex, options } = inputs[key];
          assert.ok(type === 'boolean' || options || regex, key);
          for (const bad of ['$(id)', 'a b', 'a;b', "a'b", 'a"b', 'a\nb']) {
            assert.ok(!regex || !new RegExp(regex).test(bad), `${key}: ${bad}`);
          }
        }
      });

      it('runs scripts that a POSIX shell reads', () => {
        const jobs = includeComponent(name, required[name] ?? {});
        for (const [job, { script }] of Object.entries(jobs)) {
          for (const line of script) {
            assert.equal(syntaxError(line), '', job);
          }
        }
      });
    });
  }
});

/** What the sandbox, gitlab-ci-local and our own checks say to inputs. */
describe('inputs that are refused', () => {
  const { parseCiYaml } = portalCode(
    'packages/sandbox/src/gitlab/ci/parseCiYaml.ts',
  );
  const { interpolateInputs } = portalCode(
    'packages/sandbox/src/gitlab/ci/interpolateInputs.ts',
  );
  const sandbox = (name, given) =>
    interpolateInputs(parseCiYaml(source(name), name), given, name);
  const runs = [];
  after(() => runs.forEach(run => run.dispose()));
  const gitlabCiLocal = async (name, given) => {
    const component = `$CI_SERVER_FQDN/platform/pipelines/${name}@${version}`;
    const run = new PipelineRun([
      [
        '.gitlab-ci.yml',
        stringify({
          stages: [
            'verify',
            'build',
            'scan',
            'publish',
            'upgrade',
            'deploy',
            'promote',
            'drift',
          ],
          include: [{ component, inputs: given }],
          'image-build': { stage: 'build', script: ['true'] },
        }),
      ],
    ]);
    runs.push(run);
    await run.jobs();
  };

  for (const name of names) {
    const good = required[name] ?? {};
    const inputs = inputsOf(name);
    const [key, spec] = Object.entries(inputs).find(
      ([, { regex, options }]) => regex || options,
    );
    const wrong = { ...good, [key]: 'no; $(such)' };

    it(`${name}: ${key} that is wrong, by name and with what is allowed`, async () => {
      const allowed = spec.options?.join(', ') ?? spec.regex;
      for (const check of [sandbox, includeComponent]) {
        assert.doesNotThrow(() => check(name, good));
        assert.throws(
          () => check(name, wrong),
          error => error.message.includes(key),
        );
      }
      assert.throws(
        () => includeComponent(name, wrong),
        error => error.message.includes(allowed),
      );
      await assert.rejects(gitlabCiLocal(name, wrong), error =>
        [key, spec.regex ?? 'list of allowed options'].every(text =>
          error.message.includes(text),
        ),
      );
    });

    it(`${name}: an input that there isn't, and a wrong type`, () => {
      for (const check of [sandbox, includeComponent]) {
        assert.throws(() => check(name, { ...good, unheard: 'x' }), /unheard/);
        assert.throws(
          () => check(name, { ...good, [key]: 7 }),
          error => error.message.includes(key),
        );
      }
    });

    for (const missing of Object.keys(good)) {
      it(`${name}: without ${missing}`, () => {
        const { [missing]: _left, ...rest } = good;
        for (const check of [sandbox, includeComponent]) {
          assert.throws(
            () => check(name, rest),
            error => error.message.includes(missing),
          );
        }
      });
    }
  }
});

function syntaxError(script) {
  return spawnSync('sh', ['-n', '-c', script], { encoding: 'utf8' }).stderr;
}

describe(
  'pipelines of the platform’s own repositories',
  { skip: PipelineRun.missing && `needs ${PipelineRun.missing}` },
  () => {
    const runs = [];
    after(() => runs.forEach(run => run.dispose()));
    async function jobsOf(folder, variables) {
      const files = ['.gitlab-ci.yml', 'README.md'].map(path => [
        path,
        readFileSync(join(root, folder, path)),
      ]);
      const run = new PipelineRun(files);
      runs.push(run);
      return (await run.jobs(variables)).map(({ name }) => name).sort();
    }

    it('charts are linted, and published by a tag', async () => {
      assert.deepEqual(await jobsOf('helm'), ['lint-charts', 'lint-yaml']);
      assert.deepEqual(await jobsOf('helm', { CI_COMMIT_TAG: '1.2.3' }), [
        'chart-publish',
        'charts-upgrade-dev',
        'charts-upgrade-production',
        'charts-upgrade-staging',
        'lint-charts',
        'lint-yaml',
      ]);
    });

    it('infrastructure is checked in merge requests, and for drift by a schedule', async () => {
      const always = [
        'lint-yaml',
        'secret-detection',
        'terraform-validate-modules',
      ];
      assert.deepEqual(
        await jobsOf('infrastructure', {
          CI_PIPELINE_SOURCE: 'merge_request_event',
        }),
        always,
      );
      assert.deepEqual(
        await jobsOf('infrastructure', { CI_PIPELINE_SOURCE: 'schedule' }),
        [...always, 'terraform-drift'].sort(),
      );
    });
  },
);
