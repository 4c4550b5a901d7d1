import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../lib/platform.mjs';
import { freePort } from '../lib/ports.mjs';
import { PortalClient, signInWorks } from '../lib/PortalClient.mjs';
import { step } from '../lib/progress.mjs';
import { runwayApp } from './apps.mjs';
import { stopAtDeath } from './stopAtDeath.mjs';

const SETTLE_MS = 10_000;

/**
 * A sandbox and a portal as in production, with a person signed in, after the work of the start is done.
 * @returns {Promise<{person: PortalClient, sandbox: {url: string, env: object}, stop: () => Promise<void>}>}
 */
export async function startPlatform({ env, stateDir, nodeArgs, portalEnv }) {
  const processes = stopAtDeath();
  try {
    const port = await freePort();
    const sandboxEnv = await step('Sandbox', () =>
      startSandbox(processes, { env, stateDir, port }),
    );
    const app = await runwayApp(env, {
      stateDir: join(stateDir, 'runway'),
      sandbox: { port, env: sandboxEnv },
    });
    const person = await step('Portal', async () => {
      await app.start(processes, { nodeArgs, env: portalEnv });
      await signInWorks(app.url);
      return PortalClient.signIn(app.url, 'amelia.reyes');
    });
    await step('Settle', () => sleep(SETTLE_MS));
    return {
      person,
      sandbox: { url: `http://localhost:${port}`, env: sandboxEnv },
      stop: () => processes.stop(),
    };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}
