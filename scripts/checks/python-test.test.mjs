import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../lib/toolchain.mjs';
import { projectEnvironment, testProject } from '../templates/checkProject.mjs';
import { generatedProject } from '../templates/generatedProject.mjs';
import { Unverified } from '../templates/KitReport.mjs';
import { isOwnRepository, planExample } from '../templates/planExample.mjs';
import { readTemplate } from '../templates/readTemplate.mjs';
import { includeComponent } from './components.mjs';

const { script } = includeComponent('python-test', {})['python-test'];
const install = script.find(line => line.startsWith('pip install'));
const checks = script.slice(script.indexOf(install) + 1);

// That a project without a fault passes is checked by the kit: npm run template -- test.
describe('component python-test fails on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-python-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let missing;

  before(async () => {
    const template = readTemplate(join(root, 'templates/api-service-python'));
    const [example] = template.examples;
    const plan = await planExample(template, example.values);
    const files = plan.files.filter(({ repository }) =>
      isOwnRepository(plan, repository),
    );
    const project = generatedProject(template.name, files);
    try {
      if (!project.isReady()) {
        await testProject(template.name, files);
      }
    } catch (error) {
      if (!(error instanceof Unverified)) {
        throw error;
      }
      missing = error.message;
      return;
    }
    cpSync(project.folder, folder, {
      recursive: true,
      filter: path => basename(path) !== '.venv',
    });
    symlinkSync(join(project.folder, '.venv'), join(folder, '.venv'));
  });

  for (const [what, path, from, to, lines, expected] of [
    [
      'an import that nothing uses',
      'src/service/app.py',
      'from fastapi import FastAPI',
      'import json\n\nfrom fastapi import FastAPI',
      checks,
      /F401.*json/,
    ],
    [
      'a file that is not formatted',
      'src/service/health.py',
      'ready: bool = True',
      'ready: bool=True',
      checks,
      /File would be reformatted\n.*src\/service\/health\.py/,
    ],
    [
      'a wrong type',
      'src/service/health.py',
      'cut_off: int = 0',
      'cut_off: int = "none"',
      checks,
      /health\.py:\d+: error: .*\[assignment\]/,
    ],
    [
      'a service that answers something else',
      'src/service/greetings.py',
      '"fr": "Bonjour"',
      '"fr": "Salut"',
      checks,
      /test_greets_by_name/,
    ],
    [
      'a contract that was not brought up to date',
      'src/service/greetings.py',
      'le=50',
      'le=100',
      checks,
      /The code says something else than openapi\.yaml/,
    ],
    [
      'a dependency without a hash',
      'requirements.txt',
      /^/,
      'six==1.17.0\n',
      [install],
      /--require-hashes mode/,
    ],
  ]) {
    it(what, t => {
      if (missing) {
        t.skip(missing);
        return;
      }
      const file = join(folder, path);
      const good = readFileSync(file, 'utf8');
      const bad = good.replace(from, to);
      assert.notEqual(bad, good, `the fault is not in ${path}`);
      writeFileSync(file, bad);
      const { PATH, ...env } = projectEnvironment();
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-e', '-c', lines.join('\n')],
        {
          cwd: folder,
          encoding: 'utf8',
          env: { ...env, PATH: `${folder}/.venv/bin:${PATH}` },
        },
      );
      writeFileSync(file, good);
      assert.notEqual(status, 0, stdout);
      // Some tools take any FORCE_COLOR, `0` too, for a wish for colours.
      assert.match(stripVTControlCharacters(`${stdout}${stderr}`), expected);
    });
  }
});
