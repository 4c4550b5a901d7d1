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
    charts: { instance: 'gitlab', project: 'platform/charts' },
    registry: { host: 'registry.runway.internal' },
  },
};

/** The platform's repositories, by the folder that they are made of. */
const REPOSITORIES = {
  'platform/charts': 'helm',
  'platform/infrastructure': 'infrastructure',
  'platform/pipelines': 'templates/pipelines',
};

/** Of the charts: always this one, so that a release changes no snapshot. */
const RELEASE = { name: '1.2.3', commitId: '0'.repeat(40) };

/**
 * The portal's own upstream clients for an organisation that has the platform's repositories and nothing else: whatever else is
 * looked for is not found, and nothing is sent.
 */
export function emptyOrganisation() {
  const { ConfigReader } = require('@backstage/config');
  const { createUpstreams } = portalCode('packages/integrations/src/index.ts');
  const logger = { child: () => logger };
  for (const level of ['debug', 'info', 'warn', 'error']) {
    logger[level] = () => {};
  }
  const upstreams = createUpstreams(new ConfigReader(config), { logger });
  const gitlab = almostEmpty(upstreams.gitlab());
  return { ...upstreams, gitlab: () => gitlab };
}

function almostEmpty(client) {
  return new Proxy(client, {
    get(target, name) {
      if (typeof target[name] !== 'function') {
        return target[name];
      }
      if (name === 'file') {
        return async (project, path) => readPlatformFile(project, path);
      }
      if (name === 'tree') {
        return async (project, { path }) => listPlatformFiles(project, path);
      }
      if (name === 'tags') {
        return async () => [RELEASE];
      }
      if (name.startsWith('find')) {
        return async () => undefined;
      }
      if (name.startsWith('list')) {
        return async () => [];
      }
      throw new Error(
        `A plan asks GitLab for ${name}: it should only look for what is there.`,
      );
    },
  });
}

function platformPath(project, path) {
  const folder = REPOSITORIES[project];
  const file = folder && join(root, folder, path);
  return file && existsSync(file) ? file : undefined;
}

function readPlatformFile(project, path) {
  const file = platformPath(project, path);
  return file && { path, content: readFileSync(file) };
}

function listPlatformFiles(project, path = '') {
  const folder = platformPath(project, path);
  return folder
    ? readdirSync(folder, { withFileTypes: true }).map(entry => ({
        name: entry.name,
        path: join(path, entry.name),
        type: entry.isFile() ? 'blob' : 'tree',
      }))
    : [];
}
