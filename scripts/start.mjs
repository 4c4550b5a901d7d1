// npm start: from an empty machine to the portal, on the embedded default (SQLite, sandbox).
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './lib/openBrowser.mjs';
import { signInWorks } from './lib/PortalClient.mjs';
import { startPortal, startSandbox } from './lib/platform.mjs';
import { requireFreePorts } from './lib/ports.mjs';
import { Advice, bold, dim, main, red, step } from './lib/progress.mjs';
import { Processes } from './lib/run.mjs';
import {
  ensureToolchain,
  stateDir as defaultStateDir,
} from './lib/toolchain.mjs';
import { ensureBuilt, ensureInstalled } from './lib/workspace.mjs';

const USAGE = `npm start -- [options]

  --port <port>           of the portal (default 7007, or RUNWAY_PORT)
  --sandbox-port <port>   of the sandbox (default 7100, or RUNWAY_SANDBOX_PORT)
  --reset                 forget everything: databases, repositories, secrets of the sandbox
  --state <folder>        where the state lies (default .runway/state)
  --no-open               don't open a browser
`;

main(async () => {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const { stateDir, port, sandboxPort } = options;
  await requireFreePorts([
    { port, what: 'the portal', option: 'npm start -- --port' },
    {
      port: sandboxPort,
      what: 'the sandbox',
      option: 'npm start -- --sandbox-port',
    },
  ]);
  const env = await step('Node 24 and Yarn 4', note => ensureToolchain(note));
  await step('Dependencies', async note => note(await ensureInstalled(env)));
  await step('Frontend', async note => note(await ensureBuilt(env)));
  if (options.reset) {
    await step('Forget the state', () =>
      rmSync(stateDir, { recursive: true, force: true }),
    );
  }
  const isNew = !existsSync(join(stateDir, 'sandbox'));

  const processes = new Processes((name, code, log) => {
    console.error(
      red(`\nThe ${name} ended with code ${code}. Its log is ${log}.`),
    );
    void processes.stop().then(() => process.exit(1));
  });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (!stopping) {
        stopping = true;
        console.log('\nStopping the portal and the sandbox…');
        await processes.stop();
        console.log('Stopped. The state is kept; npm start goes on from it.');
        process.exit(0);
      }
    });
  }
  try {
    const upstreams = await step(
      isNew
        ? 'Sandbox (first start: making the sample organisation)'
        : 'Sandbox',
      () => startSandbox(processes, { env, stateDir, port: sandboxPort }),
    );
    const url = await step('Portal', () =>
      startPortal(processes, {
        env: { ...env, ...upstreams },
        stateDir,
        port,
        sandboxPort,
      }),
    );
    await step('Sample organisation in the catalog', () => signInWorks(url));
    greet(url);
    if (options.open) {
      openBrowser(url);
    }
  } catch (error) {
    await processes.stop();
    throw error;
  }
});

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        port: { type: 'string', default: process.env.RUNWAY_PORT ?? '7007' },
        'sandbox-port': {
          type: 'string',
          default: process.env.RUNWAY_SANDBOX_PORT ?? '7100',
        },
        reset: { type: 'boolean', default: false },
        state: { type: 'string', default: join(defaultStateDir, 'state') },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new Advice(`${error.message}\n\n${USAGE}`);
  }
  return {
    ...values,
    port: portNumber('--port', values.port),
    sandboxPort: portNumber('--sandbox-port', values['sandbox-port']),
    stateDir: resolve(values.state),
    open: !values['no-open'] && process.stdout.isTTY && !process.env.CI,
  };
}

function portNumber(option, text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Advice(
      `${option} takes a port number from 1 to 65535, not "${text}".`,
    );
  }
  return port;
}

function greet(url) {
  console.log(`
${bold('Runway is ready:')} ${bold(url)}

Three things to try:
  1. Sign in as Amelia Reyes (a developer), press Create and make an API service.
  2. Watch it become Healthy in dev, open its page, clone its repository.
  3. Open Runs, choose the run, and take everything back with Undo.

${dim(
  'Upstream systems come from the sandbox; its people, teams and services are sample data.',
)}
${dim(
  'Ctrl-C stops everything and keeps the state. npm start -- --reset forgets it.',
)}
`);
}
