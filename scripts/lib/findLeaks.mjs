import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

/**
 * Looks for every credential of the portal, and every secret that it made for a service, where none may be.
 * @param {import('./TestPlatform.mjs').TestPlatform} platform
 * @param {object[]} answers - what the portal has answered
 * @param {string[]} [more] - secrets that were made and are gone again
 * @returns {{secrets: number, leaks: string[]}} how many secrets were looked for, and the places that hold one
 */
export function findLeaks({ stateDir, upstreams }, answers, more = []) {
  const secrets = [
    ...Object.entries(upstreams)
      .filter(([name]) => /TOKEN|SECRET/.test(name))
      .map(([, value]) => value),
    ...generatedSecrets(stateDir),
    ...more,
  ];
  const places = new Map([['answers', JSON.stringify(answers)]]);
  for (const folder of ['logs', 'database']) {
    for (const file of readdirSync(join(stateDir, folder))) {
      const text = readFileSync(join(stateDir, folder, file), 'latin1');
      places.set(`${folder}/${file}`, text);
    }
  }
  const repositories = join(stateDir, 'sandbox', 'gitlab', 'repositories');
  for (const name of readdirSync(repositories)) {
    const { stdout } = spawnSync(
      'git',
      ['-C', join(repositories, name), 'log', '--all', '-p'],
      { encoding: 'latin1', maxBuffer: 256 * 1024 * 1024 },
    );
    places.set(`repository ${name}`, stdout);
  }
  return {
    secrets: secrets.length,
    leaks: [...places]
      .filter(([, text]) => secrets.some(secret => text.includes(secret)))
      .map(([place]) => place),
  };
}

/** Only Vault, whose state this is, may hold them. */
function generatedSecrets(stateDir) {
  const require = createRequire(join(root, 'package.json'));
  const Database = require('better-sqlite3');
  const file = join(stateDir, 'sandbox', 'sandbox.sqlite');
  const state = new Database(file, { readonly: true });
  try {
    return state
      .prepare("SELECT value FROM documents WHERE collection LIKE 'vault%'")
      .all()
      .flatMap(({ value }) =>
        [...value.matchAll(/"SESSION_KEY":"([^"]{16,})"/g)].map(
          ([, secret]) => secret,
        ),
      );
  } finally {
    state.close();
  }
}
