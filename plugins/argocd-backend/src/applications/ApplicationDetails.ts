import {
  ArgoCdApplication,
  ArgoCdClient,
  ArgoCdResourceTree,
} from '@runway/integrations';
import {
  ApplicationDetail,
  ApplicationDiff,
  ApplicationRef,
  ResourceTree,
  TreeQuery,
} from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { Asking } from '../sources/Asking';
import {
  applicationKey,
  applicationRefOf,
  argoCdTitle,
  scopeOf,
} from './argoCdNames';
import { explainFailing } from './explainFailing';
import { readDiff } from './readDiff';
import { cut, refOf, resourceKey } from './resourceFacts';
import { SharedReads } from './SharedReads';
import { toResourceTree } from './toResourceTree';

const DEADLINE_MS = 5_000;
const TTL_MS = 5_000;
const MAX_LISTED = 200;
const MAX_TEXT = 2_000;

/** An application and its tree, as far as Argo CD told them in time. */
interface Parts {
  application?: ArgoCdApplication;
  tree?: ArgoCdResourceTree;
}

/**
 * What is big and seldom looked at: asked of Argo CD when somebody opens it, once for all who look at the same time, and cut
 * to a bound. What Argo CD doesn't tell in time is left out and said in `sources`; what the index knows is always there.
 */
export class ApplicationDetails {
  readonly #details = new SharedReads<ApplicationDetail>(sharing(200));
  readonly #diffs = new SharedReads<ApplicationDiff>(sharing(50));
  /** Trees of 10,000 resources take megabytes. */
  readonly #trees = new SharedReads<Parts & Pick<ResourceTree, 'sources'>>(
    sharing(10),
  );

  constructor(
    private readonly options: {
      index: Pick<ApplicationIndex, 'all' | 'get'>;
      client(instance: string): ArgoCdClient;
      /** Signal channel of an application. */
      channelOf(ref: ApplicationRef): string;
      /** How long Argo CD has, in milliseconds. */
      deadlineMs?: number;
    },
  ) {}

  detail(record: ApplicationRecord): Promise<ApplicationDetail> {
    return this.#details.read(versionOf(record), () => this.#explain(record));
  }

  async tree(
    record: ApplicationRecord,
    query: TreeQuery,
  ): Promise<ResourceTree> {
    const { application, tree, sources } = await this.#trees.read(
      versionOf(record),
      async () => {
        const asking = this.#asking();
        const [whole, nodes] = await Promise.all([
          this.#application(record, asking),
          this.#tree(record, asking),
        ]);
        return { application: whole, tree: nodes, sources: asking.sources() };
      },
    );
    const syncOf = new Map(
      (application?.status.resources ?? []).map(resource => [
        resourceKey(resource),
        resource.status ?? '',
      ]),
    );
    return { ...toResourceTree(tree?.nodes ?? [], syncOf, query), sources };
  }

  diff(record: ApplicationRecord): Promise<ApplicationDiff> {
    return this.#diffs.read(versionOf(record), async () => {
      const asking = this.#asking();
      const application = await this.#application(record, asking);
      const answer = await readDiff({
        client: this.#client(record),
        record,
        resources: outOfSync(application),
        asking,
      });
      return { ...answer, sources: asking.sources() };
    });
  }

  async #explain(record: ApplicationRecord): Promise<ApplicationDetail> {
    const { summary } = record;
    const asking = this.#asking();
    const [application, tree] = await Promise.all([
      this.#application(record, asking),
      summary.health === 'Healthy' ? undefined : this.#tree(record, asking),
    ]);
    const status = application?.status ?? {};
    const resources = status.resources ?? [];
    const failing =
      summary.health === 'Healthy'
        ? []
        : await explainFailing({
            client: this.#client(record),
            record,
            nodes: tree?.nodes ?? [],
            resources,
            asking,
          });
    return {
      application: summary,
      url: [
        this.#client(record).webUrl,
        'applications',
        summary.namespace,
        summary.name,
      ].join('/'),
      conditions: (status.conditions ?? [])
        .slice(0, 20)
        .map(({ type, message, lastTransitionTime }) => ({
          type,
          message: cut(message, MAX_TEXT),
          ...(lastTransitionTime && { at: lastTransitionTime }),
        })),
      gitSources: record.gitSources,
      failing,
      outOfSync: outOfSync(application)
        .slice(0, MAX_LISTED)
        .map(resource => ({
          ...refOf(resource),
          ...(resource.requiresPruning && { requiresPruning: true }),
        })),
      results: (status.operationState?.syncResult?.resources ?? [])
        .slice(0, MAX_LISTED)
        .map(result => ({
          ...refOf(result),
          ...(result.status && { status: result.status }),
          ...(result.message && { message: cut(result.message, 500) }),
        })),
      ...(record.parent && { parent: record.parent }),
      children: this.#children(record, application),
      resourceCount: resources.length,
      sources: asking.sources(),
      channel: this.options.channelOf(summary),
    };
  }

  /** From Argo CD's own list, else by what the index knows of parents. */
  #children(
    record: ApplicationRecord,
    application: ArgoCdApplication | undefined,
  ): ApplicationRef[] {
    const { instance, namespace, name } = record.summary;
    if (application) {
      return (application.status.resources ?? [])
        .filter(
          ({ group, kind }) =>
            group === 'argoproj.io' && kind === 'Application',
        )
        .slice(0, MAX_LISTED)
        .map(child => ({
          instance,
          namespace: child.namespace || namespace,
          name: child.name,
        }));
    }
    const children: ApplicationRef[] = [];
    for (const child of this.options.index.all()) {
      if (
        child.summary.instance === instance &&
        child.parent?.kind === 'Application' &&
        child.parent.name === name &&
        children.length < MAX_LISTED
      ) {
        children.push(applicationRefOf(child));
      }
    }
    return children;
  }

  #application(record: ApplicationRecord, asking: Asking) {
    return asking.ask(argoCdTitle(record), signal =>
      this.#client(record).application(record.summary.name, scopeOf(record), {
        signal,
      }),
    );
  }

  #tree(record: ApplicationRecord, asking: Asking) {
    return asking.ask(argoCdTitle(record), signal =>
      this.#client(record).resourceTree(record.summary.name, scopeOf(record), {
        signal,
      }),
    );
  }

  #client({ summary }: ApplicationRecord) {
    return this.options.client(summary.instance);
  }

  #asking() {
    return new Asking({ deadlineMs: this.options.deadlineMs ?? DEADLINE_MS });
  }
}

const sharing = (max: number) => ({
  max,
  ttlMs: TTL_MS,
  keep: ({ sources }: Pick<ResourceTree, 'sources'>) =>
    sources.every(({ state }) => state === 'ok'),
});

const versionOf = (record: ApplicationRecord) =>
  `${applicationKey(record.summary)}@${record.resourceVersion}`;

const outOfSync = (application: ArgoCdApplication | undefined) =>
  (application?.status.resources ?? []).filter(
    ({ status, hook }) => status === 'OutOfSync' && !hook,
  );
