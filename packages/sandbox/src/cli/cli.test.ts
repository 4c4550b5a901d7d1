import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(60_000);

let dataDir: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'runway-cli-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

function run(...args: string[]) {
  child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(__dirname, 'index.ts'),
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout!.on('data', chunk => (output += chunk));
  child.stderr!.on('data', chunk => (output += chunk));
  const process_ = child;
  return {
    process: process_,
    output: () => output,
    async until(pattern: RegExp) {
      while (!pattern.test(output)) {
        if (process_.exitCode !== null) {
          throw new Error(`It ended with ${process_.exitCode}: ${output}`);
        }
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      return pattern.exec(output)!;
    },
  };
}

describe('runway-sandbox', () => {
  it('starts, says how to reach it, and stops on SIGTERM', async () => {
    const started = run(
      'start',
      '--port',
      '0',
      '--data-dir',
      dataDir,
      '--seed',
      'none',
    );
    const [, url] = await started.until(/Sandbox ready at (\S+)/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    const file = join(dataDir, 'connection.json');
    let connection = '';
    while (!connection) {
      connection = await readFile(file, 'utf8').catch(() => '');
    }
    expect((await stat(file)).mode % 0o1000).toBe(0o600);
    const { env } = JSON.parse(connection);
    expect(Object.keys(env).sort()).toEqual([
      'ARGOCD_TOKEN',
      'GITLAB_TOKEN',
      'K8S_TOKEN',
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
      'OIDC_METADATA_URL',
      'VAULT_TOKEN',
    ]);
    for (const secret of [env.GITLAB_TOKEN, env.VAULT_TOKEN]) {
      expect(started.output()).not.toContain(secret);
    }
    expect((await fetch(env.OIDC_METADATA_URL)).status).toBe(200);

    started.process.kill('SIGTERM');
    const [code] = await once(started.process, 'exit');
    expect(code).toBe(0);
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('names a taken port and wrong options', async () => {
    const server = createServer().listen(0, 'localhost');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const taken = run('start', '--port', String(port), '--data-dir', dataDir);
    const [code] = await once(taken.process, 'exit');
    server.close();
    expect(code).toBe(1);
    expect(taken.output()).toContain(`Port ${port} is taken`);

    const wrong = run('start', '--seed', 'everything');
    await once(wrong.process, 'exit');
    expect(wrong.output()).toContain(
      'Allowed choices are sample, minimal, none',
    );
  });
});
