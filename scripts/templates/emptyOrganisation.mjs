import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/toolchain.mjs';
import { portalCode } from './portalCode.mjs';

const require = createRequire(join(root, 'packages/backend/package.json'));
const ENVIRONMENTS = [
  ['dev', 'dev'],
  ['staging', 'staging-weu'],
  ['production', 'production-weu'],
];

const instance = (name, more) => ({
  name,
  baseUrl: `https://${name}.example`,
  ...more,
});
const token = { auth: { type: 'token', token: 'none' } };

/** Configuration of an organisation whose clusters are not called like their environments, as they are in earnest. */
const config = {
  runway: {
    environments: ENVIRONMENTS.map(([name, cluster]) => ({
      name,
      cluster,
      argocd: 'argocd',
      vault: 'vault',
    })),
    gitlab: [instance('gitlab', { token: 'none' })],
    argocd: [instance('argocd', { token: 'none' })],
    vault: [instance('vault', token)],
    kubernetes: ENVIRONMENTS.map(([, cluster]) => instance(cluster, token)),
    gitops: {
      instance: 'gitlab',
      project: 'platform/gitops',
      branch: 'main',
    },
    charts: {
      instance: 'gitlab',
      project: 'platform/charts',
      revision: 'main',
    },
    registry: { host: 'registry.runway.internal' },
  },
};

/**
 * The portal's own upstream clients for an organisation in which nothing exists yet: whatever is looked for is not found, and
 * nothing is sent.
 */
export function emptyOrganisation() {
  const { ConfigReader } = require('@backstage/config');
  const { createUpstreams } = portalCode('packages/integrations/src/index.ts');
  const logger = { child: () => logger };
  for (const level of ['debug', 'info', 'warn', 'error']) {
    logger[level] = () => {};
  }
  const upstreams = createUpstreams(new ConfigReader(config), { logger });
  const gitlab = findingNothing(upstreams.gitlab());
  return { ...upstreams, gitlab: () => gitlab };
}

/** What the platform team has in the infrastructure repository is there from the beginning. */
const platformRepository = {
  file(path) {
    const file = join(root, 'infrastructure', path);
    return existsSync(file) ? { content: readFileSync(file) } : undefined;
  },
  tree({ path }) {
    return readdirSync(join(root, 'infrastructure', path), {
      withFileTypes: true,
    }).map(entry => ({
      path: `${path}/${entry.name}`,
      type: entry.isFile() ? 'blob' : 'tree',
    }));
  },
};

function findingNothing(client) {
  return new Proxy(client, {
    get(target, name) {
      if (typeof target[name] !== 'function') {
        return target[name];
      }
      if (name === 'file' || name === 'tree') {
        return async (project, ...question) =>
          project === 'platform/infrastructure'
            ? platformRepository[name](...question)
            : undefined;
      }
      if (/^find/.test(name)) {
        return async () => undefined;
      }
      if (/^(list|files$)/.test(name)) {
        return async () => [];
      }
      throw new Error(
        `A plan asks GitLab for ${name}: it should only look for what is there.`,
      );
    },
  });
}
