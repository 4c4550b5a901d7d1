import type { AuthService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  ArgoCdApplication,
  GitLabProject,
  KubernetesObject,
  Upstreams,
} from '@runway/integrations';
import { RUN_LABEL, runOfText } from '../../operations/marks';
import type { FileMarks, GitOpsMarks } from './GitOpsMarks';

/** Pages of a list that one survey reads at most. */
const MAX_PAGES = 20;
const PROJECTS_A_PAGE = 100;
const NAMESPACES_A_PAGE = 500;

/** Many things of one kind by their name. When the list isn't complete, absence says nothing. */
export interface Listing<T> {
  items: ReadonlyMap<string, T>;
  complete: boolean;
}

/**
 * The upstreams as one pass sees them. What can be read in bulk is read once, when it is first asked for, so that a
 * pass costs a bounded number of requests however many rows it compares. A failed read fails for everybody who asks.
 */
export class Survey {
  readonly #answers = new Map<string, Promise<unknown>>();
  readonly #entities = new Map<string, Entity | undefined>();

  constructor(
    private readonly options: {
      upstreams: Upstreams;
      gitops: GitOpsMarks;
      catalog: CatalogService;
      auth: AuthService;
      signal: AbortSignal;
    },
  ) {}

  get signal() {
    return this.options.signal;
  }

  get upstreams() {
    return this.options.upstreams;
  }

  /** Files of the GitOps repository. */
  gitopsFiles(): Promise<FileMarks> {
    const { gitops, signal } = this.options;
    return this.#once('gitops', () => gitops.read(signal));
  }

  /** Projects with the topic `runway`, by their path. */
  projects(): Promise<Listing<GitLabProject>> {
    return this.#once('projects', async () => {
      const limit = MAX_PAGES * PROJECTS_A_PAGE;
      const projects = await this.upstreams
        .gitlab()
        .projectsWithTopic({ topic: 'runway', limit }, { signal: this.signal });
      return {
        items: new Map(projects.map(each => [each.pathWithNamespace, each])),
        complete: projects.length < limit,
      };
    });
  }

  /** Applications that carry the mark of any run, by their name. */
  applications(instance: string): Promise<Map<string, ArgoCdApplication>> {
    return this.#once(`argocd ${instance}`, async () => {
      const { items } = await this.upstreams.argocd(instance).listApplications(
        {
          selector: RUN_LABEL,
          fields: [
            'items.metadata.name',
            'items.metadata.annotations',
            'items.metadata.deletionTimestamp',
            'items.spec.project',
          ],
        },
        { signal: this.signal },
      );
      return new Map(items.map(each => [each.metadata.name, each]));
    });
  }

  /** Namespaces that carry the mark of any run, by their name. */
  namespaces(cluster: string): Promise<Listing<KubernetesObject>> {
    return this.#once(`kubernetes ${cluster}`, async () => {
      const items = new Map<string, KubernetesObject>();
      let next: string | undefined;
      for (let page = 0; page < MAX_PAGES; page++) {
        const list = await this.upstreams.kubernetes(cluster).list(
          {
            apiVersion: 'v1',
            kind: 'Namespace',
            labelSelector: RUN_LABEL,
            limit: NAMESPACES_A_PAGE,
            continue: next,
          },
          { signal: this.signal },
        );
        for (const item of list.items) {
          items.set(item.metadata.name!, item);
        }
        next = list.continue;
        if (!next) {
          break;
        }
      }
      return { items, complete: !next };
    });
  }

  /** Names of the policies of a Vault. */
  policyNames(instance: string): Promise<Set<string>> {
    const { signal } = this;
    return this.#once(
      `policies ${instance}`,
      async () =>
        new Set(await this.upstreams.vault(instance).listPolicies({ signal })),
    );
  }

  /** Names of the roles of an auth mount. */
  roleNames(instance: string, mount: string): Promise<Set<string>> {
    const { signal } = this;
    return this.#once(
      `roles ${instance} ${mount}`,
      async () =>
        new Set(
          await this.upstreams.vault(instance).listRoles(mount, { signal }),
        ),
    );
  }

  /** The run that wrote a policy; undefined when no run did or there is no such policy. */
  policyRun(instance: string, name: string): Promise<string | undefined> {
    const { signal } = this;
    return this.#once(`policy ${instance} ${name}`, async () => {
      const text = await this.upstreams
        .vault(instance)
        .readPolicy(name, { signal });
      return text === undefined ? undefined : runOfText(text);
    });
  }

  /** Reads many entities with one request, for `entity` to answer from. */
  async readEntities(entityRefs: string[]): Promise<void> {
    const { catalog, auth } = this.options;
    if (entityRefs.length === 0) {
      return;
    }
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: ['kind', 'metadata.annotations'] },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    entityRefs.forEach((ref, index) => this.#entities.set(ref, items[index]));
  }

  async entity(entityRef: string): Promise<Entity | undefined> {
    if (!this.#entities.has(entityRef)) {
      await this.readEntities([entityRef]);
    }
    return this.#entities.get(entityRef);
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    let answer = this.#answers.get(question);
    if (!answer) {
      answer = ask();
      this.#answers.set(question, answer);
    }
    return answer as Promise<T>;
  }
}
