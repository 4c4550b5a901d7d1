import { NotFoundError } from '@backstage/errors';
import { Upstreams } from '@runway/integrations';
import { Comparison } from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { flattenYaml, readYaml } from '../gitops/editYaml';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { proposalToken, Proposals } from '../gitops/Proposals';
import { changedFiles, ProposedFile, toDiffs } from '../gitops/ProposedFiles';
import { TAG_PATH, valuesPath } from '../gitops/servicePaths';
import { Asking } from '../sources/Asking';
import { promotionFiles } from './promotionFiles';
import { ServiceFacts } from './ServiceFacts';
import { Versions } from './Versions';

/** Values that name the environment: they differ by their nature. */
const OF_ENVIRONMENT = /^(runway\.(environment|cluster)|image\.tag)$/;

/** Tests and scans of the version have not passed. */
const UNPROVEN: Record<string, string> = {
  created: 'Its pipeline has not ended yet.',
  preparing: 'Its pipeline has not ended yet.',
  pending: 'Its pipeline has not ended yet.',
  running: 'Its pipeline has not ended yet.',
  failed:
    'Its pipeline failed: look at what was found, and promote a version that passes.',
  canceled: 'Its pipeline was cancelled: run it again.',
};

/** A comparison and what promoting would commit. */
export interface PlannedPromotion {
  comparison: Comparison;
  files: ProposedFile[];
  branch: string;
}

/** Says what differs between two environments of a service, and what a promotion would change. Changes nothing. */
export class Comparisons {
  constructor(
    private readonly options: {
      upstreams: Upstreams;
      index: ApplicationIndex;
      gitops: GitOpsRepository;
      versions: Versions;
      proposals: Proposals;
      deadlineMs?: number;
    },
  ) {}

  /**
   * @throws NotFoundError when an environment isn't configured
   * @throws UpstreamError when the GitOps repository can't be read: without it there is nothing to show
   */
  async plan(
    service: ServiceFacts,
    from: string,
    to: string,
  ): Promise<PlannedPromotion> {
    const { upstreams, gitops, versions, proposals } = this.options;
    const order = upstreams.environments.map(({ name }) => name);
    for (const name of [from, to]) {
      if (!order.includes(name)) {
        throw new NotFoundError(`There is no environment "${name}"`);
      }
    }
    const [source, target] = await Promise.all([
      this.#declared(service, from),
      this.#declared(service, to),
    ]);
    const running = this.#running(service.name, from);
    const version = source.tag;
    const files = version
      ? changedFiles(
          await promotionFiles(gitops, service, {
            from: { name: from, cluster: upstreams.environment(from).cluster },
            to: { name: to, cluster: upstreams.environment(to).cluster },
            version,
          }),
        )
      : [];
    const branch = `promote-${service.name}-${to}-${version ?? ''}`;
    const asking = new Asking({ deadlineMs: this.options.deadlineMs ?? 5_000 });
    const gitlab = `GitLab ${upstreams.gitlab().instance}`;
    const [distance, open, pipeline] = await Promise.all([
      version
        ? asking.ask(gitlab, signal =>
            versions.distance(service.project, version, target.tag, signal),
          )
        : undefined,
      version
        ? asking.ask(`GitLab ${upstreams.gitops.instance}`, signal =>
            proposals.find(branch, signal),
          )
        : undefined,
      version
        ? asking.ask(gitlab, signal => this.#pipeline(service, version, signal))
        : undefined,
    ]);
    const backwards = distance?.backwards ?? false;
    const blocked =
      reasonNotTo({ order, from, to, version, running, files }) ??
      (pipeline && UNPROVEN[pipeline]);
    const comparison: Comparison = {
      service: service.name,
      from: {
        environment: from,
        ...(version && { version }),
        ...(running?.summary.health === 'Healthy' &&
          running.summary.deployedAt && {
            healthySince: running.summary.deployedAt,
          }),
      },
      to: { environment: to, ...(target.tag && { version: target.tag }) },
      commits: backwards ? [] : distance?.commits ?? [],
      moreCommits: distance?.more ?? false,
      backwards,
      differences: differencesOf(source.text, target.text),
      files: toDiffs(files),
      ...(open && { open }),
      warnings: [
        ...(backwards
          ? [
              `${to} is ahead: this goes back to ${version} and takes ${
                distance!.commits.length
              } commits away.`,
            ]
          : []),
        ...(pipeline === 'none'
          ? [
              'No pipeline ran for this commit: nothing has tested or scanned it.',
            ]
          : []),
      ],
      ...(blocked && { blocked }),
      token: proposalToken(files, [version, target.tag]),
      sources: asking.sources(),
    };
    return { comparison, files, branch };
  }

  /** How the newest pipeline of a version went; `none` when the repository knows of no pipeline. */
  async #pipeline(
    service: ServiceFacts,
    version: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { versions } = this.options;
    const commit = await versions.commit(service.project, version, signal);
    const pipeline =
      commit && (await versions.pipeline(service.project, commit.id, signal));
    return pipeline?.status ?? 'none';
  }

  async #declared(service: ServiceFacts, environment: string) {
    const path = valuesPath({ ...service, environment });
    const file = await this.options.gitops.current(path);
    return {
      text: file?.text,
      tag: file && readYaml(path, file.text, TAG_PATH),
    };
  }

  #running(service: string, environment: string) {
    return this.options.index
      .ofService(service)
      .find(({ summary }) => summary.environment === environment);
  }
}

function reasonNotTo(options: {
  order: string[];
  from: string;
  to: string;
  version: string | undefined;
  running: ApplicationRecord | undefined;
  files: ProposedFile[];
}): string | undefined {
  const { order, from, to, version, running, files } = options;
  if (order.indexOf(to) !== order.indexOf(from) + 1) {
    return `A version goes from ${from} to ${
      order[order.indexOf(from) + 1] ?? 'nowhere'
    }, not to ${to}.`;
  }
  if (!version) {
    return `Nothing is deployed to ${from} yet.`;
  }
  if (!files.length) {
    return `${to} has ${version} already.`;
  }
  if (!running) {
    return `Argo CD does not say whether ${version} is well in ${from}.`;
  }
  const { health, version: live } = running.summary;
  if (health !== 'Healthy') {
    return `${from} is ${health}: promote what is proven.`;
  }
  if (live !== version) {
    return `${from} still runs ${
      live ?? 'something else'
    }; wait until ${version} is deployed there.`;
  }
  return undefined;
}

function differencesOf(
  source: string | undefined,
  target: string | undefined,
): Comparison['differences'] {
  if (!source || !target) {
    return [];
  }
  const one = flattenYaml('values', source);
  const other = flattenYaml('values', target);
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter(path => !OF_ENVIRONMENT.test(path))
    .filter(path => one.get(path) !== other.get(path))
    .map(path => ({
      path,
      ...(one.has(path) && { from: one.get(path) }),
      ...(other.has(path) && { to: other.get(path) }),
    }));
}
