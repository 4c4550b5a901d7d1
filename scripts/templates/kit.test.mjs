// Each check of the kit is shown to fail on a template that has exactly one fault.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PipelineRun } from '../checks/PipelineRun.mjs';
import { root, stateDir } from '../lib/toolchain.mjs';
import { findWheelTool } from './findWheelTool.mjs';
import { KitReport } from './KitReport.mjs';
import { newTemplate } from './newTemplate.mjs';
import { testTemplates } from './testTemplates.mjs';

const folder = mkdtempSync(join(tmpdir(), 'runway-kit-'));
const good = join(folder, 'good');
const QUICK = [
  'form',
  'render',
  'catalog',
  'chart',
  'infrastructure',
  'pipeline',
];
const DEV = 'gitops/services/${{ values.team }}/${{ values.name }}/dev.yaml';

async function run(template, options = {}) {
  const lines = [];
  const report = new KitReport(line => lines.push(line));
  await testTemplates([template], { report, only: QUICK, ...options });
  report.conclude();
  const failed = report.results.filter(({ status }) => status === 'failed');
  return { report, failed, output: lines.join('\n') };
}

before(async () => {
  newTemplate(good);
  await run(good, { update: true });
});
after(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(stateDir, 'generated/good'), { recursive: true, force: true });
});

let count = 0;
/** A copy of the good template with a fault in one file. */
function withFault(path, change) {
  count += 1;
  const copy = join(folder, `${count}`, 'good');
  cpSync(good, copy, { recursive: true });
  const file = join(copy, path);
  const before = path.endsWith('new.hcl') ? '' : readFileSync(file, 'utf8');
  const text = change(before);
  assert.notEqual(text, before, `the fault is not in ${path}`);
  writeFileSync(file, text);
  return copy;
}

const add = line => text => `${text}${line}\n`;
const replace = (from, to) => text => text.replace(from, to);

describe('a template without a fault', () => {
  it('passes, and the next step is said', async () => {
    const { report, failed, output } = await run(good, {
      only: [...QUICK, 'project'],
    });
    assert.deepEqual(failed, []);
    assert.ok(report.count('passed') > 20);
    assert.match(output, /All is well\. Next:/);
  });
});

describe('a fault', { concurrency: 1 }, () => {
  for (const [what, path, change, expected] of [
    [
      'a template that is not YAML',
      'template.yaml',
      add('  - ]'),
      ['form', /template\.yaml is not YAML/],
    ],
    [
      'a template that the catalog does not take',
      'template.yaml',
      replace('  type: service\n', ''),
      ['form', /type/],
    ],
    [
      'a field without explanation',
      'template.yaml',
      replace('          title: Team\n', ''),
      ['form', /owner needs a title/],
    ],
    [
      'a field that is not used',
      'template.yaml',
      replace(
        '        description: ${{ parameters.description }}\n',
        '        description: Fixed\n',
      ),
      ['form', /description is asked for and not used/],
    ],
    [
      'an example that the form refuses',
      'tests/default.yaml',
      replace('name: check-in-api', 'name: Check-in'),
      ['form', /The wizard refuses it:[^]*Use lower-case letters/],
    ],
    [
      'a bad example that the form accepts',
      'tests/refused/capital-letters.yaml',
      replace('name: Check-in', 'name: check-in'),
      ['form', /The backend accepts these values/],
    ],
    [
      'a bad example without its message',
      'tests/refused/capital-letters.yaml',
      replace('error: Use lower-case', 'error: Use upper-case'),
      ['form', /The wizard should say: Use upper-case/],
    ],
    [
      'steps in the wrong order',
      'template.yaml',
      text => {
        const step = /    - id: catalog\n(?: {6}.*\n)+\n/.exec(text)[0];
        return text
          .replace(step, '')
          .replace('    - id: secrets', `${step}    - id: secrets`);
      },
      ['form', /runway:catalog:register/],
    ],
    [
      'a placeholder that is left',
      'skeleton/docs/index.md',
      add('{% raw %}${{ values.name }}{% endraw %}'),
      ['render', /docs\/index\.md still has \$\{\{/],
    ],
    [
      'a placeholder that cannot be rendered',
      'skeleton/docs/index.md',
      add('${{ values.name | }}'),
      ['render', /docs\/index\.md can't be rendered/],
    ],
    [
      'a misspelt name',
      'skeleton/docs/index.md',
      add('${{ values.nmae }}'),
      ['render', /docs\/index\.md uses values\.nmae/],
    ],
    [
      'a file without the mark',
      DEV,
      replace('# runway-run: ${{ values.runId }}\n', ''),
      ['render', /The first line has to be[^]*dev\.yaml/],
    ],
    [
      'a file that is not YAML',
      'skeleton/mkdocs.yml',
      add('nav: ]'),
      ['render', /mkdocs\.yml/],
    ],
    [
      'a name without quotes',
      'skeleton/catalog-info.yaml',
      replace("name: '${{ values.name }}'", 'name: ${{ values.name }}'),
      ['render', /name = "null"[^]*takes it for something else/],
    ],
    [
      'a text without dump',
      'skeleton/catalog-info.yaml',
      replace('${{ values.description | dump }}', '${{ values.description }}'),
      ['render', /description = /],
    ],
    [
      'a rendering that nobody has reviewed',
      'skeleton/docs/index.md',
      add('More.'),
      ['render', /docs\/index\.md\n {2}\+ \d+: More\./],
    ],
    [
      'an entity without a field that it needs',
      'skeleton/catalog-info.yaml',
      replace('  lifecycle: experimental\n', ''),
      ['catalog', /lifecycle/],
    ],
    [
      'an entity that is not found again',
      'skeleton/catalog-info.yaml',
      replace("    runway.aerq.io/service: '${{ values.name }}'\n", ''),
      ['catalog', /runway\.aerq\.io\/service/],
    ],
    [
      'a page that is not there',
      'skeleton/mkdocs.yml',
      replace('index.md', 'index.md\n  - Run it: run-it.md'),
      ['catalog', /run-it\.md/],
    ],
    [
      'values that the chart refuses',
      DEV,
      add('replicas: 3'),
      ['chart', /Chart api-service refuses the values[^]*replicas/],
    ],
    [
      'a field that Argo CD does not have',
      'gitops/environments/dev/applications/${{ values.name }}.yaml',
      replace('  syncPolicy:', '  sync: true\n  syncPolicy:'),
      ['chart', /sync/],
    ],
    [
      'an application that would leave its workload behind',
      'gitops/environments/dev/applications/${{ values.name }}.yaml',
      replace(/ {2}finalizers:.*\n/, ''),
      ['chart', /Application check-in-api-dev: finalizer/],
    ],
    [
      'infrastructure that is not HCL',
      'gitops/new.hcl',
      () => '# runway-run: ${{ values.runId }}\ninputs = {\n',
      ['infrastructure', /new\.hcl/],
    ],
    [
      'infrastructure that is not formatted',
      'gitops/new.hcl',
      () => '# runway-run: ${{ values.runId }}\ninputs   = {}\n',
      ['infrastructure', /inputs = \{\}/],
    ],
    [
      'a component that there is not',
      'skeleton/.gitlab-ci.yml',
      replace(/\/secret-detection@/, '/secrets-detection@'),
      ['pipeline', /secrets-detection/],
    ],
    [
      'a project whose test fails',
      'skeleton/src/createApp.js',
      replace("[404, 'Not found']", "[200, 'Fine']"),
      ['project', /The tests fail/],
    ],
    [
      'a project in which no test runs',
      'skeleton/package.json',
      replace('test/**/*.test.js', 'none/**/*.test.js'),
      ['project', /No test ran/],
    ],
    [
      'a pipeline that tests nothing',
      'skeleton/.gitlab-ci.yml',
      replace(/.*\/node-test@.*\n/, ''),
      ['project', /nothing tests the project/],
    ],
    [
      'a lock file that names a registry',
      'skeleton/package-lock.json',
      replace('"": {', '"": { "resolved": "https://registry.example/x",'),
      ['project', /names a registry/],
    ],
    [
      'an image that runs as root',
      'skeleton/Dockerfile',
      replace('USER 10001:10001\n', ''),
      ['project', /USER has to be a number/],
    ],
    [
      'an image of any version',
      'skeleton/Dockerfile',
      replace(/node:\S+/, 'node:latest'),
      ['project', /node:latest is not pinned/],
    ],
  ]) {
    const missing = expected[0] === 'pipeline' && PipelineRun.missing;
    const skip = missing && `${missing} not found`;
    it(`${what} is found`, { skip }, async () => {
      const [part, message] = expected;
      const { failed, output } = await run(withFault(path, change), {
        only: [part],
      });
      const found = failed.filter(result => result.part === part);
      assert.match(found.map(result => result.message).join('\n'), message);
      assert.match(output, /Correct what is marked ✘/);
    });
  }

  it(
    'an image file against the rules of hadolint is found',
    {
      skip:
        !findWheelTool('hadolint', join(root, '.runway', 'tools')) &&
        'hadolint not found',
    },
    async () => {
      const copy = withFault(
        'skeleton/Dockerfile',
        replace('COPY src', 'RUN sudo ls\nCOPY src'),
      );
      const { failed } = await run(copy, { only: ['project'] });
      assert.match(failed.map(({ message }) => message).join(), /DL3004/);
    },
  );
});

describe('npm run template', () => {
  const command = (...args) =>
    spawnSync(process.execPath, ['scripts/template.mjs', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, RUNWAY_ON_TOOLCHAIN: '1' },
    });

  for (const [args, message] of [
    [['test', 'nothing'], /There is no template nothing\. There are: api-/],
    [['test', '--only', 'magic'], /There is no part magic\. There are: form/],
    [['new', 'Bad_Name'], /can't be the name of a template: use lower-case/],
    [['new', 'api-service'], /exists already\. Choose another name/],
    [[], /npm run template -- test/],
  ]) {
    it(`says what is wrong with: ${args.join(' ')}`, () => {
      const { status, stderr } = command(...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
    });
  }
});
