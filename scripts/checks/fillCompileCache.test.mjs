// What the image's build does to bring compiled code, with a portal that is only as large as needed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from '../lib/toolchain.mjs';

const READY = `
const { existsSync } = require('node:fs');
require('./more.cjs');
if (process.env.SOME_TOKEN !== 'none' || !existsSync(process.env.RUNWAY_STATE_DIR)) {
  throw new Error('not as configured');
}
require('node:http')
  .createServer((_, response) => response.end('{}'))
  .listen(process.env.RUNWAY_PORT);
process.on('SIGTERM', () => process.exit());
`;

describe('compiled code for the image', () => {
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fill-test-'));
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'config.yaml'), 'token: ${SOME_TOKEN}');
    writeFileSync(join(folder, 'more.cjs'), 'exports.more = () => 1;');
    writeFileSync(join(folder, 'ready.cjs'), READY);
    writeFileSync(
      join(folder, 'broken.cjs'),
      "throw new Error('no database driver');",
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const fill = (portal, compiled) =>
    spawnSync(
      'node',
      [
        join(root, 'scripts/fillCompileCache.mjs'),
        join(folder, compiled),
        '--max-semi-space-size=16',
        join(folder, portal),
        '--config',
        'config.yaml',
      ],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: join(folder, 'state') },
      },
    );

  it('keeps what a start compiles, is used by the next start, and leaves nothing else', () => {
    const { status, stdout, stderr } = fill('ready.cjs', 'compiled');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /Compiled code of 2 files/);
    assert.deepEqual(readdirSync(join(folder, 'state')), []);
    const next = spawnSync(
      'node',
      ['--max-semi-space-size=16', join(folder, 'more.cjs')],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: join(folder, 'compiled'),
          NODE_DEBUG_NATIVE: 'COMPILE_CACHE',
        },
      },
    );
    assert.match(next.stdout + next.stderr, /more\.cjs was accepted/);
  });

  it('fails with what the portal said when it does not start', () => {
    const { status, stderr } = fill('broken.cjs', 'none');
    assert.equal(status, 1);
    assert.match(stderr, /did not become ready/);
    assert.match(stderr, /no database driver/);
    assert.deepEqual(readdirSync(join(folder, 'state')), []);
  });
});
