// npm run dev: the portal with hot reload (frontend on 3000, backend on 7007), against a sandbox.
import { join } from 'node:path';
import { startSandbox } from './lib/platform.mjs';
import { requireFreePorts } from './lib/ports.mjs';
import { main, red, step } from './lib/progress.mjs';
import { exitOf, Processes } from './lib/run.mjs';
import {
  ensureToolchain,
  root,
  stateDir as runwayDir,
} from './lib/toolchain.mjs';
import { ensureInstalled } from './lib/workspace.mjs';
import { spawn } from 'node:child_process';

const stateDir = join(runwayDir, 'dev');
const sandboxPort = Number(process.env.RUNWAY_SANDBOX_PORT ?? 7100);

main(async () => {
  await requireFreePorts([
    { port: 3000, what: 'the frontend' },
    { port: 7007, what: 'the backend' },
    {
      port: sandboxPort,
      what: 'the sandbox',
      option: 'RUNWAY_SANDBOX_PORT set to',
    },
  ]);
  const env = await step('Node 24 and Yarn 4', note => ensureToolchain(note));
  await step('Dependencies', async note => note(await ensureInstalled(env)));
  const processes = new Processes((name, code, log) => {
    console.error(
      red(`\nThe ${name} ended with code ${code}. Its log is ${log}.`),
    );
    process.exit(1);
  });
  const upstreams = await step('Sandbox', () =>
    startSandbox(processes, { env, stateDir, port: sandboxPort }),
  );
  const portal = spawn(
    'yarn',
    [
      'backstage-cli',
      'repo',
      'start',
      '--config',
      join(root, 'app-config.yaml'),
      '--config',
      join(root, 'app-config.dev.yaml'),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...env,
        ...upstreams,
        RUNWAY_STATE_DIR: stateDir,
        RUNWAY_SANDBOX_PORT: String(sandboxPort),
        RUNWAY_BACKEND_SECRET: 'for-development-on-this-machine-only',
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => portal.kill(signal));
  }
  await exitOf(portal);
  await processes.stop();
});
