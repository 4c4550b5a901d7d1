import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EnvironmentConfig, Upstreams } from '@runway/integrations';
import type { Check, Preflight } from '@runway/plugin-provisioning-common';
import type { RunStore } from '../database/RunStore';
import { KV_MOUNT } from '../operations/VaultProvision';
import type { RunSubject } from './runRequest';

const DEADLINE_MS = 8_000;

/** What a check found: undefined message = all is well. */
type Finding = Pick<Check, 'message'> &
  Partial<Pick<Check, 'status' | 'action' | 'field'>>;

const asPlatform = 'Ask the platform team';

/** Asks everything that a run needs, in parallel, before anything is made. */
export class PreflightChecks {
  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      catalog: CatalogService;
    },
  ) {}

  /**
   * @returns within the deadline, whatever the upstreams do; what has not answered by then is a failed check
   */
  async run(
    subject: RunSubject,
    credentials: BackstageCredentials,
  ): Promise<Preflight> {
    const { upstreams } = this.options;
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const argocds = unique(upstreams.environments, 'argocd');
    const vaults = unique(upstreams.environments, 'vault');
    const checks = await Promise.all([
      check('name', 'Name is free', signal, () =>
        this.#name(subject, credentials, signal),
      ),
      check('gitlab', 'GitLab', signal, () => this.#gitlab(subject, signal)),
      check('gitops', 'GitOps repository', signal, () => this.#gitops(signal)),
      ...vaults.map(instance =>
        check(`vault-${instance}`, 'Vault', signal, () =>
          this.#vault(instance, subject, signal),
        ),
      ),
      ...argocds.map(instance =>
        check(`argocd-${instance}`, 'Argo CD', signal, () =>
          this.#argocd(instance, signal),
        ),
      ),
      ...upstreams.environments.map(environment =>
        check(
          `cluster-${environment.cluster}`,
          `Cluster ${environment.cluster}`,
          signal,
          () => this.#cluster(environment, subject, signal),
        ),
      ),
    ]);
    return { ok: checks.every(({ status }) => status !== 'failed'), checks };
  }

  async #name(
    { name, claim, team, entityRef }: RunSubject,
    credentials: BackstageCredentials,
    signal: AbortSignal,
  ): Promise<Finding> {
    const { store, catalog, upstreams } = this.options;
    const path = `${team}/${name}`;
    const [entity, holder, project] = await Promise.all([
      catalog.getEntityByRef(entityRef, { credentials }),
      store.claimOf(claim),
      upstreams.gitlab().findProject(path, { signal }),
    ]);
    const taken = (message: string): Finding => ({
      status: 'failed',
      field: 'name',
      message,
      action: 'Choose another name.',
    });
    if (entity) {
      return taken(`The catalog already has a service called ${name}.`);
    }
    if (holder) {
      return taken(`Another run has the name ${claim}.`);
    }
    if (project) {
      return taken(
        `GitLab already has the repository ${path}${
          project.archived ? ' (archived)' : ''
        }.`,
      );
    }
    return { message: `Nothing is called ${name} yet.` };
  }

  async #gitlab({ team }: RunSubject, signal: AbortSignal): Promise<Finding> {
    const gitlab = this.options.upstreams.gitlab();
    const { version, token } = await gitlab.health({ signal });
    if (!token.scopes.includes('api')) {
      return {
        status: 'failed',
        message: 'The portal’s GitLab token may not write.',
        action: `${asPlatform} to give it the scope "api".`,
      };
    }
    const group = await gitlab.group(team, { signal }).catch(error => {
      if (error.name === 'NotFoundError') {
        return undefined;
      }
      throw error;
    });
    return group
      ? { message: `GitLab ${version} answers; the group ${team} is there.` }
      : {
          status: 'failed',
          field: 'owner',
          message: `The team has no GitLab group "${team}".`,
          action: `${asPlatform} to make it, or choose another team.`,
        };
  }

  async #gitops(signal: AbortSignal): Promise<Finding> {
    const { gitops } = this.options.upstreams;
    const branch = await this.options.upstreams
      .gitlab(gitops.instance)
      .findBranch(gitops.project, gitops.branch, { signal });
    return branch
      ? { message: `${gitops.project} can be read.` }
      : {
          status: 'failed',
          message: `${gitops.project} has no branch ${gitops.branch}.`,
          action: `${asPlatform} to check the configuration.`,
        };
  }

  async #vault(
    instance: string,
    { team, name }: RunSubject,
    signal: AbortSignal,
  ): Promise<Finding> {
    const environments = this.options.upstreams.environments.filter(
      ({ vault }) => vault === instance,
    );
    const paths = environments.map(
      environment => `${KV_MOUNT}/data/${team}/${name}/${environment.name}`,
    );
    const health = await this.options.upstreams
      .vault(instance)
      .health({ paths }, { signal });
    if (health.sealed) {
      return {
        status: 'failed',
        message: 'Vault is sealed.',
        action: `${asPlatform} to unseal it, then check again.`,
      };
    }
    const denied = paths.filter(
      path =>
        !health.capabilities[path]?.some(can =>
          ['create', 'root'].includes(can),
        ),
    );
    return denied.length
      ? {
          status: 'failed',
          message: `The portal may not write ${denied.join(', ')}.`,
          action: `${asPlatform} to check its Vault policy.`,
        }
      : { message: `Vault ${health.version} answers and takes secrets here.` };
  }

  async #argocd(instance: string, signal: AbortSignal): Promise<Finding> {
    const { upstreams } = this.options;
    const argocd = upstreams.argocd(instance);
    const { version, user } = await argocd.health({ signal });
    if (!user.loggedIn) {
      return {
        status: 'failed',
        message: 'Argo CD does not accept the portal’s token.',
        action: `${asPlatform} to renew it.`,
      };
    }
    const roots = upstreams.environments
      .filter(environment => environment.argocd === instance)
      .map(({ name }) => `root-${name}`);
    const found = await Promise.all(
      roots.map(root => argocd.findApplication(root, {}, { signal })),
    );
    const missing = roots.filter((_, index) => !found[index]);
    return missing.length
      ? {
          status: 'failed',
          message: `Argo CD lacks the application ${missing.join(', ')}.`,
          action: `${asPlatform} to restore it: nothing would be deployed.`,
        }
      : { message: `Argo CD ${version} answers.` };
  }

  /** A cluster that is down doesn't stop a run that deploys to another one first. */
  async #cluster(
    environment: EnvironmentConfig,
    { team }: RunSubject,
    signal: AbortSignal,
  ): Promise<Finding> {
    const isFirst = this.options.upstreams.environments[0] === environment;
    const cluster = this.options.upstreams.kubernetes(environment.cluster);
    try {
      const namespace = `${team}-${environment.name}`;
      const [{ version }, found] = await Promise.all([
        cluster.health({}, { signal }),
        cluster.findNamespace(namespace, { signal }),
      ]);
      return {
        message: `Kubernetes ${version} answers; namespace ${namespace} ${
          found ? 'is there' : 'will be made'
        }.`,
      };
    } catch (error) {
      if (isFirst) {
        throw error;
      }
      return {
        status: 'warning',
        message: `It does not answer: ${describe(error)}`,
        action: `The service is made in ${this.options.upstreams.environments[0].name} all the same; ${environment.name} follows when the cluster is back.`,
      };
    }
  }
}

async function check(
  id: string,
  title: string,
  signal: AbortSignal,
  find: () => Promise<Finding>,
): Promise<Check> {
  const started = performance.now();
  const finish = (finding: Finding): Check => ({
    id,
    title,
    status: 'ok',
    ...finding,
    durationMs: Math.round(performance.now() - started),
  });
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new Error(`no answer within ${DEADLINE_MS / 1000} seconds`)),
    );
  });
  try {
    return finish(await Promise.race([find(), late]));
  } catch (error) {
    return finish({
      status: 'failed',
      message: `${title} could not be asked: ${describe(error)}`,
      action:
        'Nothing has been made. Check again in a moment; when it stays so, tell the platform team.',
    });
  }
}

const describe = (error: unknown) =>
  error instanceof Error ? error.message : String(error);

const unique = (
  environments: readonly EnvironmentConfig[],
  key: 'argocd' | 'vault',
) => [...new Set(environments.map(environment => environment[key]))];
