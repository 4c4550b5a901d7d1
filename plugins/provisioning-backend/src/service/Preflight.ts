import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EnvironmentConfig, Upstreams } from '@runway/integrations';
import type { Preflight } from '@runway/plugin-provisioning-common';
import type { RunStore } from '../database/RunStore';
import { INFRASTRUCTURE_REQUEST } from '../operations/InfrastructureRequest';
import {
  explainCharts,
  findChartsRevision,
} from '../operations/findChartsRevision';
import { KV_MOUNT } from '../operations/VaultProvision';
import { tenantName } from '../operations/tenants';
import type { TemplateStep } from '../template/Templates';
import { explainStack, explainStackName } from './explainStack';
import { explainPerson } from './explainPerson';
import { explainTenant } from './explainTenant';
import {
  CHECK_DEADLINE_MS,
  describeFailure,
  type Finding,
  runCheck,
} from './runCheck';
import type { RunSubject } from './runRequest';

/** Id, title, and how it is asked. */
type Question = [string, string, () => Promise<Finding>];

type Step = Pick<TemplateStep, 'action' | 'input'>;

const asPlatform = 'Ask the platform team';

/** Asks everything that a run's steps need, in parallel, before anything is made. */
export class PreflightChecks {
  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      catalog: CatalogService;
    },
  ) {}

  /**
   * @param steps - of the template: what isn't used isn't asked
   * @returns within the deadline, whatever the upstreams do; what has not answered by then is a failed check
   */
  async run(
    subject: RunSubject,
    steps: Step[],
    credentials: BackstageCredentials,
  ): Promise<Preflight> {
    const signal = AbortSignal.timeout(CHECK_DEADLINE_MS);
    const checks = await Promise.all(
      this.#questions(subject, steps, credentials, signal).map(
        ([id, title, find]) => runCheck(id, title, signal, find),
      ),
    );
    return { ok: checks.every(({ status }) => status !== 'failed'), checks };
  }

  #questions(
    subject: RunSubject,
    steps: Step[],
    credentials: BackstageCredentials,
    signal: AbortSignal,
  ): Question[] {
    const { upstreams } = this.options;
    const { environments } = upstreams;
    const needs = (action: string) =>
      steps.some(step => step.action === action);
    const questions: Question[] = [];
    if (needs('runway:repository:publish')) {
      questions.push(
        [
          'name',
          'Name is free',
          () => this.#name(subject, credentials, signal),
        ],
        ['gitlab', 'GitLab', () => this.#gitlab(subject, signal)],
      );
    }
    if (needs('runway:gitops:commit')) {
      if (subject.name === tenantName(subject.team)) {
        questions.push([
          'tenant',
          'Namespaces of the team',
          () => explainTenant(subject, { ...this.options, signal }),
        ]);
      }
      questions.push(
        ['gitops', 'GitOps repository', () => this.#gitops(signal)],
        ['charts', 'Charts', () => this.#charts(signal)],
      );
    }
    if (needs('runway:vault:provision')) {
      questions.push(
        ...unique(environments, 'vault').map(
          (instance): Question => [
            `vault-${instance}`,
            'Vault',
            () => this.#vault(instance, subject, signal),
          ],
        ),
      );
    }
    if (needs('runway:gitops:commit')) {
      questions.push(
        ...unique(environments, 'argocd').map(
          (instance): Question => [
            `argocd-${instance}`,
            'Argo CD',
            () => this.#argocd(instance, signal),
          ],
        ),
        ...environments.map(
          (environment): Question => [
            `cluster-${environment.cluster}`,
            `Cluster ${environment.cluster}`,
            () => this.#cluster(environment, subject, signal),
          ],
        ),
      );
    }
    for (const { action, input } of steps) {
      if (action === INFRASTRUCTURE_REQUEST) {
        questions.push(
          [
            'name',
            'Name is free',
            () =>
              explainStackName(subject, {
                ...this.options,
                credentials,
                signal,
              }),
          ],
          [
            'infrastructure',
            'Infrastructure repository',
            () =>
              explainStack(subject, String(input.stack), {
                ...this.options,
                signal,
              }),
          ],
        );
      }
    }
    if (needs('runway:person:invite')) {
      questions.push(
        [
          'person',
          'The person is new',
          () =>
            explainPerson(subject, credentials, { ...this.options, signal }),
        ],
        ['gitlab', 'GitLab', () => this.#gitlab(subject, signal)],
      );
    }
    return questions;
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

  async #charts(signal: AbortSignal): Promise<Finding> {
    const { upstreams } = this.options;
    const { project } = upstreams.charts;
    const revision = await findChartsRevision(upstreams, { signal });
    return revision
      ? { message: `New applications take ${revision} of ${project}.` }
      : {
          status: 'failed',
          message: explainCharts(upstreams),
          action: `${asPlatform} to tag a release, or to check the configuration.`,
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
        message: `It does not answer: ${describeFailure(error)}`,
        action: `The service is made in ${this.options.upstreams.environments[0].name} all the same; ${environment.name} follows when the cluster is back.`,
      };
    }
  }
}

const unique = (
  environments: readonly EnvironmentConfig[],
  key: 'argocd' | 'vault',
) => [...new Set(environments.map(environment => environment[key]))];
