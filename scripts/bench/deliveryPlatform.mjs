// What the measurements of delivery run on: a sandbox with two full Argo CD instances, and a portal that looks at them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../lib/platform.mjs';
import { PortalClient, signInWorks } from '../lib/PortalClient.mjs';
import { freePort } from '../lib/ports.mjs';
import { runwayApp } from './apps.mjs';

/** Of each of the two instances. */
export const APPLICATIONS = 5_000;

const SETTLE_MS = 10_000;
const WITHIN_MS = 60_000;

/**
 * @typedef {object} FullSandbox
 * @property {number} port
 * @property {string} url
 * @property {Record<string, string>} env - what the portal needs to reach it
 */

/** @returns {Promise<FullSandbox>} */
export async function startFullSandbox(processes, { env, stateDir }) {
  const port = await freePort();
  const sandboxEnv = await startSandbox(processes, {
    env,
    stateDir,
    port,
    seed: 'minimal',
    scale: `applications=${APPLICATIONS},tools=${APPLICATIONS}`,
  });
  // After it was filled it still compares what the platform itself deploys.
  await sleep(SETTLE_MS);
  return { port, env: sandboxEnv, url: `http://localhost:${port}` };
}

/**
 * As the portal's configuration names them.
 * @param {string} [url] - where the sandbox is reached, when that is not its own address
 */
export const instances = (sandbox, url = sandbox.url) =>
  ['argocd', 'argocd-tools'].map((path, position) => ({
    name: ['main', 'tools'][position],
    baseUrl: `${url}/${path}`,
    token: sandbox.env.ARGOCD_TOKEN,
    timeoutMs: 15_000,
  }));

/** The first services, as the sandbox names them: three applications each, in each instance. */
export const scaleServices = count =>
  Array.from(
    { length: count },
    (_, n) => `scale-${String(n).padStart(5, '0')}`,
  );

/** @returns a catalog entity */
export const scaleComponent = (name, annotations = {}) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: { 'runway.aerq.io/service': name, ...annotations },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'flight-ops' },
});

/** @returns {string} a file that a catalog reads */
export function writeComponents(folder, components) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'components.yaml');
  // JSON is YAML.
  writeFileSync(
    file,
    components.map(each => JSON.stringify(each)).join('\n---\n'),
  );
  return file;
}

/**
 * Starts Runway; resolves when it knows all applications and components.
 *
 * @param {{sandbox: FullSandbox, instances: object[], components: object[], applications: number}} options
 * @returns {Promise<{app: import('./apps.mjs').App, person: PortalClient, requestLog: string}>} `requestLog` is for
 *   `requestsOf`
 */
export async function startDeliveryPortal(processes, options) {
  const { env, stateDir, sandbox, components, applications } = options;
  const requestLog = join(stateDir, 'requests.jsonl');
  const app = await runwayApp(env, {
    stateDir: join(stateDir, 'runway'),
    sandbox,
    config: {
      runway: { argocd: options.instances },
      catalog: {
        locations: [
          {
            type: 'file',
            target: writeComponents(join(stateDir, 'catalog'), components),
            rules: [{ allow: ['Component'] }],
          },
          {
            type: 'url',
            target: `${sandbox.url}/gitlab/platform/catalog/-/blob/main/all.yaml`,
            rules: [
              { allow: ['User', 'Group', 'System', 'Domain', 'Location'] },
            ],
          },
        ],
      },
    },
  });
  await app.start(processes, {
    nodeArgs: [
      '--import',
      fileURLToPath(new URL('recordRequests.mjs', import.meta.url)),
    ],
    env: { RUNWAY_BENCH_REQUESTS: requestLog },
  });
  await signInWorks(app.url);
  const person = await PortalClient.signIn(app.url, 'amelia.reyes');
  await until('the index', async () => {
    const { total } = await person.get('/argocd/list?limit=1');
    return total >= applications;
  });
  await until('the catalog', () =>
    person.get(`/argocd/services/${components.at(-1).metadata.name}/lane`).then(
      () => true,
      () => false,
    ),
  );
  return { app, person, requestLog };
}

/** @returns what the portal's process asked of upstream systems so far, streams that are still open left out */
export function requestsOf(requestLog) {
  return existsSync(requestLog)
    ? readFileSync(requestLog, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    : [];
}

/**
 * Changes an application behind Argo CD's back, or removes it.
 * @param {{instance: 'main' | 'tools', name: string}} application
 * @param {object} [patch] - merged into it; without one it is removed
 */
export async function changeApplication(sandbox, { instance, name }, patch) {
  const system = instance === 'main' ? 'argocd' : 'argocd-tools';
  const response = await fetch(
    `${sandbox.url}/sandbox/argocd/${system}/applications/${name}`,
    {
      method: patch ? 'PATCH' : 'DELETE',
      ...(patch && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(patch),
      }),
    },
  );
  if (!response.ok) {
    throw new Error(`The sandbox answers ${response.status} to a change`);
  }
}

/** Asks again and again, for a minute at most. */
export async function until(what, look) {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await look())) {
    if (Date.now() > deadline) {
      throw new Error(`No sign of ${what} within ${WITHIN_MS / 1000} s`);
    }
    await sleep(5);
  }
}
