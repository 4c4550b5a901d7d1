// The portal's image and compose file, read by the tools that read them.
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { portalNodeArgs } from '../lib/platform.mjs';
import { root, stateDir } from '../lib/toolchain.mjs';
import { findWheelTool } from '../templates/findWheelTool.mjs';

const read = file => readFileSync(join(root, 'docker', file), 'utf8');
const dockerfile = read('Dockerfile');
const ignored = read('Dockerfile.dockerignore');
const compose = parse(read('compose.yaml'), { merge: true });
const hadolint = findWheelTool('hadolint', join(stateDir, 'tools'));

// The schema of the compose specification, as the package docker-compose brings it along. It names draft 07 in a way that Ajv doesn't know.
const { $schema: _, ...specification } = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve(
      'docker-compose/schema/compose-spec.json',
    ),
    'utf8',
  ),
);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
// Docker's own format of times.
ajv.addFormat('duration', /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/);
const isCompose = ajv.compile(specification);
const composeFaults = file =>
  isCompose(file)
    ? []
    : isCompose.errors.map(
        ({ instancePath, message, params }) =>
          `${instancePath} ${message} ${params.additionalProperty ?? ''}`,
      );

/** Paths that a stage copies from the build context and that are not in it. */
function missingSources(file, ignore) {
  return [...file.matchAll(/^COPY (?!--from)(.+)$/gm)]
    .flatMap(([, paths]) => paths.split(/\s+/).slice(0, -1))
    .filter(
      source => !existsSync(join(root, source)) || isIgnored(source, ignore),
    );
}

/** As Docker reads it, for patterns without wildcards but `folder/*`: the last that matches decides. */
function isIgnored(path, ignore) {
  return ignore
    .split('\n')
    .filter(line => line && !line.startsWith('#'))
    .reduce((result, line) => {
      const pattern = line.replace(/^!/, '').replace(/\/\*$/, '');
      return path === pattern || path.startsWith(`${pattern}/`)
        ? !line.startsWith('!')
        : result;
    }, false);
}

/** Instructions of that name in exec form, in their order. */
const commandsOf = (file, instruction) =>
  [...file.matchAll(new RegExp(`^${instruction} (\\[.*\\])$`, 'gm'))].map(
    ([, command]) => JSON.parse(command),
  );

/** Why Node would not take the compiled code that the image brings. */
function compiledInVain(file) {
  const [entrypoint] = commandsOf(file, 'ENTRYPOINT');
  const [fill] = commandsOf(file, 'RUN');
  const users = file.match(/^USER .*$/gm);
  const [, folder] = file.match(/NODE_COMPILE_CACHE=(\S+)/) ?? [];
  return [
    fill.slice(3, 3 + entrypoint.length - 1).join() !==
      entrypoint.slice(1).join() && 'flags or path',
    new Set(users).size !== 1 && 'user',
    fill[2] !== folder && 'folder',
  ].filter(Boolean);
}

const lint = source =>
  spawnSync(hadolint, ['--no-color', '-'], { input: source, encoding: 'utf8' });

describe('image of the portal', () => {
  const skip = !hadolint && 'hadolint not found';

  it('passes hadolint', { skip }, () => {
    const { status, stdout } = lint(dockerfile);
    assert.equal(status, 0, stdout);
  });

  it('hadolint finds a base image without a version', { skip }, () => {
    const { status, stdout } = lint(
      dockerfile.replaceAll('node:24-bookworm-slim', 'node'),
    );
    assert.notEqual(status, 0);
    assert.match(stdout, /DL3006/);
  });

  it('copies only what the build context has', () => {
    assert.deepEqual(missingSources(dockerfile, ignored), []);
    assert.deepEqual(
      missingSources(dockerfile, `${ignored}\napp-config.yaml`),
      ['app-config.yaml'],
    );
    assert.deepEqual(missingSources('COPY a b ./', ignored), ['a', 'b']);
  });

  it('brings compiled code that Node takes: same flags, path and user', () => {
    assert.deepEqual(compiledInVain(dockerfile), []);
    const last = dockerfile.lastIndexOf('USER 1000');
    const otherUser = `${dockerfile.slice(0, last)}${dockerfile
      .slice(last)
      .replace('1000:1000', '2000:2000')}`;
    assert.deepEqual(compiledInVain(otherUser), ['user']);
    assert.deepEqual(
      compiledInVain(
        dockerfile.replace('ENTRYPOINT ["node",', 'ENTRYPOINT ["node", "-i",'),
      ),
      ['flags or path'],
    );
  });

  it('uses memory as the portal of npm start does', () => {
    const [[, ...args]] = commandsOf(dockerfile, 'ENTRYPOINT');
    assert.deepEqual(args, [...portalNodeArgs, 'packages/backend']);
  });

  it('runs in several stages, from the lock file, and not as root', () => {
    const stages = dockerfile.match(/^FROM .*/gm);
    assert.ok(stages.length > 1);
    assert.match(dockerfile, /yarn install --immutable/);
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    assert.match(last, /^USER [1-9]\d*:[1-9]\d*$/m);
  });
});

describe('compose file', () => {
  it('follows the compose specification', () => {
    assert.deepEqual(composeFaults(compose), []);
  });

  it('a key that does not exist and a wrong type are found', () => {
    const wrong = structuredClone(compose);
    wrong.services.portal.read_onyl = true;
    wrong.services.postgres.healthcheck.retries = ['20'];
    const faults = composeFaults(wrong).join('\n');
    assert.match(faults, /read_onyl/);
    assert.match(faults, /healthcheck\/retries/);
  });

  it('names only volumes, services and files that are there', () => {
    const { services, volumes } = compose;
    for (const service of Object.values(services)) {
      for (const volume of service.volumes ?? []) {
        const [source] = volume.split(':');
        assert.ok(
          source.startsWith('.')
            ? existsSync(join(root, 'docker', source))
            : source in volumes,
          volume,
        );
      }
      for (const name of Object.keys(service.depends_on ?? {})) {
        assert.ok(services[name]?.healthcheck, `${name} has no health check`);
      }
    }
    assert.ok(existsSync(join(root, 'docker', 'example.env')));
  });
});
