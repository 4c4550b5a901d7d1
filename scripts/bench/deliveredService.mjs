// A service of the sandbox as a year of work leaves it: three environments with as many deployments as Argo CD remembers,
// each of a commit that exists.
import { changeApplication } from './deliveryPlatform.mjs';

const ENVIRONMENTS = ['dev', 'staging', 'production'];
const DEPLOYMENTS = 10;
const HALF_A_DAY_MS = 43_200_000;
const TEAM = 'flight-ops';
/** A service of the sandbox with commits and pipelines. */
const PROJECT = `${TEAM}/check-in-api`;
const GITOPS = 'platform/gitops';

/**
 * Lets a service that exists on paper have been deployed from the commits of a real one. It ends up in one instance, and
 * its applications have one source, so that a revision is the commit of a deployment for whoever asks.
 *
 * @param {import('./deliveryPlatform.mjs').FullSandbox} sandbox
 * @param {string} service - one of `scaleServices`
 * @returns {Promise<{annotations: Record<string, string>, removed: number}>} annotations of its component, for Runway and
 *   for Roadie's plugin; applications that are gone from the second instance
 */
export async function deliverService(sandbox, service) {
  const commits = await gitlab(
    sandbox,
    `/projects/${encodeURIComponent(PROJECT)}/repository/commits`,
  );
  const revisions = [];
  for (let n = 0; n < DEPLOYMENTS; n++) {
    const tag = commits[n % commits.length].id.slice(0, 8);
    revisions.push({ tag, id: await promote(sandbox, service, tag, n) });
  }
  for (const environment of ENVIRONMENTS) {
    const name = `${service}-${environment}`;
    await changeApplication(sandbox, { instance: 'tools', name });
    await changeApplication(
      sandbox,
      { instance: 'main', name },
      deployed(sandbox, service, revisions),
    );
  }
  return {
    annotations: {
      'gitlab.com/project-slug': PROJECT,
      'argocd/app-selector': `runway.aerq.io/service=${service}`,
    },
    removed: ENVIRONMENTS.length,
  };
}

/** @returns {Promise<string>} id of the commit that asks for this version everywhere */
async function promote(sandbox, service, tag, n) {
  const { id } = await gitlab(
    sandbox,
    `/projects/${encodeURIComponent(GITOPS)}/repository/commits`,
    {
      branch: 'main',
      commit_message: `Deploy ${TEAM}/${service} ${tag}, number ${n}`,
      actions: ENVIRONMENTS.map(environment => ({
        action: n === 0 ? 'create' : 'update',
        file_path: `services/${TEAM}/${service}/${environment}.yaml`,
        content: `# ${n}\nimage:\n  tag: "${tag}"\n`,
      })),
    },
  );
  return id;
}

/** What is different of an application, as a merge patch. */
function deployed(sandbox, service, revisions) {
  const source = {
    repoURL: `${sandbox.url}/gitlab/${GITOPS}.git`,
    path: `services/${TEAM}/${service}`,
    targetRevision: 'main',
  };
  const newest = revisions.at(-1);
  const begin = Date.now() - DEPLOYMENTS * HALF_A_DAY_MS;
  const time = milliseconds =>
    `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
  return {
    spec: { source, sources: null },
    status: {
      health: { status: 'Healthy', message: null },
      sync: {
        status: 'Synced',
        revision: newest.id,
        revisions: null,
        comparedTo: { source, sources: null },
      },
      history: revisions.map(({ id }, n) => ({
        id: n,
        revision: id,
        source,
        deployStartedAt: time(begin + n * HALF_A_DAY_MS),
        deployedAt: time(begin + n * HALF_A_DAY_MS + 20_000),
        initiatedBy: { automated: true },
      })),
      operationState: {
        operation: { sync: { revision: newest.id, revisions: null } },
        syncResult: {
          revision: newest.id,
          revisions: null,
          source,
          sources: null,
        },
      },
      summary: {
        images: [`registry.runway.internal/${TEAM}/${service}:${newest.tag}`],
      },
      sourceType: 'Helm',
      sourceTypes: null,
    },
  };
}

async function gitlab(sandbox, path, body) {
  const response = await fetch(`${sandbox.url}/gitlab/api/v4${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      'private-token': sandbox.env.GITLAB_TOKEN,
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(
      `GitLab answers ${response.status} to ${path}: ${await response.text()}`,
    );
  }
  return response.json();
}
