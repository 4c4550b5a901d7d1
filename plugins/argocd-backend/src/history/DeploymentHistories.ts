import { InputError } from '@backstage/errors';
import { Upstreams } from '@runway/integrations';
import { Deployment, DeploymentHistory } from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { readYaml } from '../gitops/editYaml';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { TAG_PATH, valuesPath } from '../gitops/servicePaths';
import { ServiceFacts } from '../promotion/ServiceFacts';
import { toCommit, Versions } from '../promotion/Versions';
import { Asking } from '../sources/Asking';

/** Deployments that Argo CD remembers of an application. */
const ARGO_CD_KEEPS = 10;
/** Newest deployments that get their merge request and pipeline. */
const DETAILED = 15;

/** What was deployed when, with the commit behind it. */
export class DeploymentHistories {
  constructor(
    private readonly options: {
      upstreams: Upstreams;
      index: ApplicationIndex;
      gitops: GitOpsRepository;
      versions: Versions;
      deadlineMs?: number;
    },
  ) {}

  async of(service: ServiceFacts): Promise<DeploymentHistory> {
    const { index, upstreams } = this.options;
    const records = index
      .ofService(service.name)
      .filter(({ summary }) => summary.environment);
    const asking = new Asking({ deadlineMs: this.options.deadlineMs ?? 4_000 });
    const items = records
      .flatMap(deploymentsOf)
      .sort((one, other) => other.deployedAt.localeCompare(one.deployedAt));
    const gitops = `GitLab ${upstreams.gitops.instance}`;
    await Promise.all(
      items.map(async (item, position) => {
        if (item.revision) {
          const path = valuesPath({
            ...service,
            environment: item.environment,
          });
          const text = await asking.ask(gitops, signal =>
            this.options.gitops.at(item.revision!, path, signal),
          );
          item.version = text ? versionIn(path, text) : undefined;
        }
        await this.#explain(service, item, position < DETAILED, asking);
      }),
    );
    return {
      items,
      incomplete: records
        .filter(({ history }) => history.length >= ARGO_CD_KEEPS)
        .map(({ summary }) => summary.environment!),
      sources: [...index.sources(), ...asking.sources()],
    };
  }

  async #explain(
    service: ServiceFacts,
    item: Deployment,
    inDetail: boolean,
    asking: Asking,
  ) {
    const { versions, upstreams } = this.options;
    const gitlab = `GitLab ${upstreams.gitlab().instance}`;
    const { version } = item;
    const commit =
      version &&
      (await asking.ask(gitlab, signal =>
        versions.commit(service.project, version, signal),
      ));
    if (!commit) {
      return;
    }
    item.commit = toCommit(commit);
    if (!inDetail) {
      return;
    }
    const [requests, pipeline] = await Promise.all([
      asking.ask(gitlab, signal =>
        versions.mergeRequests(service.project, commit.id, signal),
      ),
      asking.ask(gitlab, signal =>
        versions.pipeline(service.project, commit.id, signal),
      ),
    ]);
    const merged = requests?.find(({ state }) => state === 'merged');
    if (merged) {
      const { iid, title, webUrl } = merged;
      item.mergeRequest = { iid, title, url: webUrl, state: 'merged' };
    }
    if (pipeline) {
      const { id, status, webUrl, createdAt, updatedAt } = pipeline;
      item.pipeline = {
        id,
        status,
        url: webUrl,
        ...(createdAt &&
          updatedAt && {
            durationSeconds: secondsBetween(createdAt, updatedAt),
          }),
      };
    }
  }
}

/** What couldn't be read then can't be mended now: the version stays open. */
function versionIn(path: string, text: string): string | undefined {
  try {
    return readYaml(path, text, TAG_PATH);
  } catch (error) {
    if (error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

function deploymentsOf({ summary, history }: ApplicationRecord): Deployment[] {
  const { instance, namespace, name } = summary;
  const newest = Math.max(...history.map(({ id }) => id));
  return history.map(entry => ({
    application: { instance, namespace, name },
    environment: summary.environment!,
    historyId: entry.id,
    ...(entry.revision && { revision: entry.revision }),
    ...(entry.startedAt && {
      startedAt: entry.startedAt,
      durationSeconds: secondsBetween(entry.startedAt, entry.deployedAt),
    }),
    deployedAt: entry.deployedAt,
    ...(entry.by && { by: entry.by }),
    current: entry.id === newest,
  }));
}

const secondsBetween = (start: string, end: string) =>
  Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
