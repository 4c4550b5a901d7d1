// npm start, once everything is installed and built: sandbox and portal, first with no state and then with state.
import { startPortal, startSandbox } from '../lib/platform.mjs';
import { signInWorks } from '../lib/PortalClient.mjs';
import { freePort } from '../lib/ports.mjs';
import { step } from '../lib/progress.mjs';
import { stopAtDeath } from './stopAtDeath.mjs';

export async function measureStarts({ env, stateDir, figures }) {
  const ports = { portal: await freePort(), sandbox: await freePort() };
  const record = (what, value, limit) =>
    figures.record('starts', { what, unit: 's', value, limit });
  const first = await step('First start', () => boot(env, stateDir, ports));
  record('first start, sandbox (makes the sample organisation)', first.sandbox);
  record('first start, to a page that answers', first.total);
  const warm = await step('Warm start', () => boot(env, stateDir, ports));
  record('warm start, sandbox', warm.sandbox);
  record('warm start, to a page that answers', warm.total, 15);
}

async function boot(env, stateDir, ports) {
  const processes = stopAtDeath();
  try {
    const started = performance.now();
    const upstreams = await startSandbox(processes, {
      env,
      stateDir,
      port: ports.sandbox,
    });
    const sandboxReady = performance.now();
    const url = await startPortal(processes, {
      env: { ...env, ...upstreams },
      stateDir,
      port: ports.portal,
      sandboxPort: ports.sandbox,
    });
    await fetch(url).then(response => response.text());
    const ready = performance.now();
    await signInWorks(url);
    return {
      sandbox: (sandboxReady - started) / 1000,
      total: (ready - started) / 1000,
    };
  } finally {
    await processes.stop();
  }
}
