import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, describe, it } from 'node:test';
import { root } from '../lib/toolchain.mjs';
import { projectEnvironment, testProject } from '../templates/checkProject.mjs';
import { generatedProject } from '../templates/generatedProject.mjs';
import { isOwnRepository, planExample } from '../templates/planExample.mjs';
import { readTemplate } from '../templates/readTemplate.mjs';

// What every generated project has to do is checked by the kit: npm run template -- test.
describe('the service of api-service', () => {
  let folder;
  before(async () => {
    const template = readTemplate(join(root, 'templates/api-service'));
    const [example] = template.examples;
    const plan = await planExample(template, example.values);
    const files = plan.files.filter(({ repository }) =>
      isOwnRepository(plan, repository),
    );
    const project = generatedProject(template.name, files);
    folder = project.isReady()
      ? project.folder
      : await testProject(template.name, files);
  });
  const env = projectEnvironment();

  it('serves and stops as in the cluster', async () => {
    const service = spawn(
      process.execPath,
      ['--enable-source-maps', 'dist/main.js'],
      {
        cwd: folder,
        env: {
          ...env,
          PORT: '0',
          ENVIRONMENT: 'dev',
          SESSION_KEY: 'k'.repeat(32),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exited = once(service, 'exit');
    try {
      let address;
      for await (const line of createInterface(service.stdout)) {
        [address] =
          /http:\/\/127\.0\.0\.1:\d+/.exec(JSON.parse(line).msg) ?? [];
        if (address) {
          break;
        }
      }
      assert.ok(address, 'the service ended before it listened');
      for (const path of [
        '/healthz',
        '/readyz',
        '/metrics',
        '/openapi.yaml',
        '/v1/greetings',
      ]) {
        assert.equal((await fetch(`${address}${path}`)).status, 200, path);
      }
    } finally {
      service.kill('SIGTERM');
    }
    const [code, signal] = await exited;
    assert.deepEqual([code, signal], [0, null]);
  });

  it('refuses to start in an environment without its secret', () => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/main.js'], {
      cwd: folder,
      env: { ...env, PORT: '0', ENVIRONMENT: 'dev' },
      encoding: 'utf8',
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /SESSION_KEY must have at least 32 characters/);
  });
});
