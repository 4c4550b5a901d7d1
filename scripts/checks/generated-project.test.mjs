import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, describe, it } from 'node:test';
import { root } from '../lib/toolchain.mjs';
import { withDefaults } from '../templates/checkForm.mjs';
import { projectEnvironment, testProject } from '../templates/checkProject.mjs';
import { generatedProject } from '../templates/generatedProject.mjs';
import { isOwnRepository, planExample } from '../templates/planExample.mjs';
import { readTemplate } from '../templates/readTemplate.mjs';

/** What listens: what it needs, what it answers, and what keeps it from starting. */
const SERVICES = {
  'api-service': {
    main: 'dist/main.js',
    env: { SESSION_KEY: 'k'.repeat(32) },
    paths: [
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.yaml',
      '/v1/greetings',
    ],
    wrong: { env: {}, says: /SESSION_KEY must have at least 32 characters/ },
  },
  'web-app': {
    main: 'dist/server/main.js',
    env: {},
    paths: ['/healthz', '/readyz', '/config.json', '/', '/favicon.svg'],
    wrong: { env: { API_URL: 'api' }, says: /API_URL must be an address/ },
  },
  worker: {
    main: 'dist/main.js',
    env: { QUEUE: 'memory' },
    paths: ['/healthz', '/metrics'],
    wrong: { env: {}, says: /DATABASE_URL must be an address/ },
  },
};

// What every generated project has to do is checked by the kit: npm run template -- test.
async function readyProject(name) {
  const template = readTemplate(join(root, 'templates', name));
  const [example] = template.examples;
  const plan = await planExample(
    template,
    withDefaults(template, example.values),
  );
  const files = plan.files.filter(({ repository }) =>
    isOwnRepository(plan, repository),
  );
  const project = generatedProject(template.name, files);
  return project.isReady() ? project.folder : testProject(template.name, files);
}

const env = { ...projectEnvironment(), PORT: '0', ENVIRONMENT: 'dev' };

for (const [name, service] of Object.entries(SERVICES)) {
  describe(`the project of ${name}`, () => {
    let folder;
    before(async () => {
      folder = await readyProject(name);
    });

    it('serves and stops as in the cluster', async () => {
      const child = spawn(
        process.execPath,
        ['--enable-source-maps', service.main],
        {
          cwd: folder,
          env: { ...env, ...service.env },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const exited = once(child, 'exit');
      try {
        const address = await addressIn(child.stdout);
        for (const path of service.paths) {
          assert.equal((await fetch(`${address}${path}`)).status, 200, path);
        }
      } finally {
        child.kill('SIGTERM');
      }
      const [code, signal] = await exited;
      assert.deepEqual([code, signal], [0, null]);
    });

    it('refuses to start with a wrong configuration', () => {
      const { status, stderr } = spawnSync(process.execPath, [service.main], {
        cwd: folder,
        env: { ...env, ...service.wrong.env },
        encoding: 'utf8',
      });
      assert.notEqual(status, 0);
      assert.match(stderr, service.wrong.says);
    });
  });
}

describe('the project of scheduled-job', () => {
  it('runs once, and ends with the code that says how', async () => {
    const folder = await readyProject('scheduled-job');
    const run = more =>
      spawnSync(process.execPath, ['dist/main.js'], {
        cwd: folder,
        env: { ...env, ...more },
        encoding: 'utf8',
      });
    const { status, stdout } = run({});
    assert.equal(status, 0);
    assert.match(stdout, /"environment":"dev".*"msg":"done"/);
    assert.equal(run({ DEADLINE_MINUTES: 'soon' }).status, 64);
  });
});

/** Where a service listens, by the log that it writes. */
async function addressIn(log) {
  for await (const line of createInterface(log)) {
    const { msg, port } = JSON.parse(line);
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(msg) ?? [];
    if (address || port) {
      return address ?? `http://127.0.0.1:${port}`;
    }
  }
  throw new Error('the service ended before it listened');
}
