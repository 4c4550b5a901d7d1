import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  entityEnvelopeSchemaValidator,
} from '@backstage/catalog-model';
import { parse, parseAllDocuments } from 'yaml';
import { renderFolder, sampleValues, writeFiles } from './renderFolder.mjs';

const skeleton = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../templates/api-service/skeleton',
);

describe('what api-service generates', () => {
  const files = renderFolder(skeleton, sampleValues);

  it('leaves nothing unrendered', () => {
    for (const [path, content] of files) {
      assert.doesNotMatch(content, /\{\{|\{%|values\./, path);
      assert.doesNotMatch(content, /undefined.*(flight-ops|8080)/, path);
    }
  });

  it('locks every dependency by its hash, from no particular registry', () => {
    const lock = JSON.parse(files.get('package-lock.json'));
    const { name } = JSON.parse(files.get('package.json'));
    assert.equal(name, '@flight-ops/check-in-api');
    assert.equal(lock.name, name);
    for (const [path, entry] of Object.entries(lock.packages)) {
      assert.equal(entry.resolved, undefined, path);
      assert.ok(path === '' || entry.integrity, path);
    }
  });

  it('registers a component and its API with the catalog', async () => {
    const [component, api] = parseAllDocuments(
      files.get('catalog-info.yaml'),
    ).map(document => document.toJS());
    const envelope = entityEnvelopeSchemaValidator();
    assert.ok(
      await componentEntityV1alpha1Validator.check(envelope(component)),
    );
    assert.ok(
      await apiEntityV1alpha1Validator.check({
        ...envelope(api),
        // As the catalog puts it there.
        spec: { ...api.spec, definition: files.get('openapi.yaml') },
      }),
    );
    assert.deepEqual(component.metadata.annotations, {
      'backstage.io/techdocs-ref': 'dir:.',
      'backstage.io/kubernetes-label-selector':
        'runway.aerq.io/service=check-in-api',
      'gitlab.com/project-slug': 'flight-ops/check-in-api',
      'runway.aerq.io/service': 'check-in-api',
      'runway.aerq.io/run-id': sampleValues.runId,
    });
    assert.equal(component.metadata.name, 'check-in-api');
    assert.equal(component.metadata.description, sampleValues.description);
    assert.equal(component.spec.owner, 'group:default/flight-ops');
    assert.equal(component.spec.system, 'system:default/departures');
    assert.deepEqual(component.spec.providesApis, [api.metadata.name]);
    assert.deepEqual(api.spec.definition, { $text: './openapi.yaml' });
    assert.equal(
      api.metadata.annotations['runway.aerq.io/run-id'],
      sampleValues.runId,
    );
  });

  it('works without a system and with a name that means something else to YAML', () => {
    const odd = renderFolder(skeleton, {
      ...sampleValues,
      name: 'null',
      system: undefined,
      port: 3000,
    });
    const [component] = parseAllDocuments(odd.get('catalog-info.yaml')).map(d =>
      d.toJS(),
    );
    assert.equal(component.metadata.name, 'null');
    assert.equal(component.spec.system, undefined);
    assert.equal(parse(odd.get('mkdocs.yml')).site_name, 'null');
    assert.match(odd.get('Dockerfile'), /^EXPOSE 3000$/m);
    assert.match(odd.get('src/config.ts'), /env\.PORT \?\? 3000\)/);
  });

  it('has every page that its documentation names', () => {
    for (const page of parse(files.get('mkdocs.yml')).nav) {
      const [path] = Object.values(page);
      assert.ok(files.has(`docs/${path}`), path);
    }
  });

  it('makes an image that is not root and gets its signals', () => {
    const dockerfile = files.get('Dockerfile');
    assert.match(dockerfile, /^USER [1-9]\d*:[1-9]\d*$/m);
    assert.match(dockerfile, /^CMD \["node",/m);
    for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) {
      assert.match(image, /:\d+\.\d+\.\d+/, `${image} is not pinned`);
    }
  });
});

describe('the generated project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-generated-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  // This test's own runner and package manager must not reach the project's.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(NODE_TEST_CONTEXT|NODE_OPTIONS|SESSION_KEY|ENVIRONMENT|PORT)$/.test(
          name,
        ),
    ),
  );

  function npm(...args) {
    const { status, stdout, stderr, error } = spawnSync('npm', args, {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    assert.equal(
      status,
      0,
      `npm ${args.join(' ')}: ${error ?? ''}${stdout}${stderr}`,
    );
    return stdout;
  }

  before(() => {
    writeFiles(renderFolder(skeleton, sampleValues), folder);
    npm('ci', '--no-audit', '--no-fund');
  });

  it('passes its own lint', () => {
    npm('run', 'lint');
  });

  it('passes its own tests', () => {
    const output = npm('test');
    assert.match(output, /^(ℹ|#) pass [1-9]\d+$/m, output);
    assert.match(output, /^(ℹ|#) fail 0$/m, output);
  });

  it('builds, and what it built serves and stops as in the cluster', async () => {
    npm('run', 'build');
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
