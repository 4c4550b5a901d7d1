import {
  GitLabCommit,
  GitLabMergeRequest,
  GitLabPipeline,
  KubernetesPod,
  Upstreams,
} from '@runway/integrations';
import { Trace, TraceQuery, TraceStep } from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { readYaml } from '../gitops/editYaml';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { TAG_PATH, valuesPath } from '../gitops/servicePaths';
import { ServiceFacts } from '../promotion/ServiceFacts';
import { Versions } from '../promotion/Versions';
import { Asking } from '../sources/Asking';
import { toTraceSteps } from './toTraceSteps';

/** What was found on the way of a commit; undefined where a system didn't answer. */
export interface TraceFindings {
  version: string;
  environment: string;
  commit?: GitLabCommit;
  mergeRequests?: GitLabMergeRequest[];
  pipeline?: GitLabPipeline;
  /** Entry of Argo CD's history that brought the version; absent when it never did, or Argo CD has forgotten. */
  deployment?: ApplicationRecord['history'][number];
  gitopsCommit?: GitLabCommit;
  record?: ApplicationRecord;
  /** Pods of the service in the environment, of all versions. */
  pods?: KubernetesPod[];
  /** Systems that answered everything they were asked. */
  answered: { gitlab: boolean; gitops: boolean; kubernetes: boolean };
}

/** Follows a commit from the merge request to the pods that run it. */
export class Traces {
  constructor(
    private readonly options: {
      upstreams: Upstreams;
      index: ApplicationIndex;
      gitops: GitOpsRepository;
      versions: Versions;
      deadlineMs?: number;
    },
  ) {}

  /** @throws NotFoundError when the environment isn't configured */
  async of(
    service: ServiceFacts,
    { environment, version: asked }: TraceQuery,
  ): Promise<Trace> {
    const { upstreams, index } = this.options;
    const { cluster } = upstreams.environment(environment);
    const record = index
      .ofService(service.name)
      .find(({ summary }) => summary.environment === environment);
    const version = asked?.slice(0, 8) ?? record?.summary.version;
    if (!version) {
      return {
        service: service.name,
        environment,
        steps: [],
        sources: index.sources(),
      };
    }
    const asking = new Asking({ deadlineMs: this.options.deadlineMs ?? 4_000 });
    const gitlab = `GitLab ${upstreams.gitlab().instance}`;
    const gitops = `GitLab ${upstreams.gitops.instance} (GitOps)`;
    const kubernetes = `Kubernetes ${cluster}`;
    const [code, delivery, pods] = await Promise.all([
      this.#code(service, version, gitlab, asking),
      asking.ask(gitops, signal =>
        this.#delivery(service, version, environment, record, signal),
      ),
      record?.summary.destinationNamespace
        ? asking.ask(kubernetes, signal =>
            upstreams.kubernetes(cluster).podsOf(
              {
                namespace: record.summary.destinationNamespace!,
                selector: `app.kubernetes.io/name=${service.name}`,
                limit: 200,
              },
              { signal },
            ),
          )
        : undefined,
    ]);
    const steps = toTraceSteps({
      version,
      environment,
      ...code,
      ...delivery,
      record,
      pods,
      answered: {
        gitlab: asking.answered(gitlab),
        gitops: asking.answered(gitops),
        kubernetes: asking.answered(kubernetes),
      },
    });
    const leadTimeSeconds = leadTimeOf(steps);
    return {
      service: service.name,
      environment,
      version,
      steps,
      ...(leadTimeSeconds !== undefined && { leadTimeSeconds }),
      sources: [...index.sources(), ...asking.sources()],
    };
  }

  async #code(
    service: ServiceFacts,
    version: string,
    source: string,
    asking: Asking,
  ) {
    const { versions } = this.options;
    const commit = await asking.ask(source, signal =>
      versions.commit(service.project, version, signal),
    );
    if (!commit) {
      return {};
    }
    const [mergeRequests, pipeline] = await Promise.all([
      asking.ask(source, signal =>
        versions.mergeRequests(service.project, commit.id, signal),
      ),
      asking.ask(source, signal =>
        versions.pipeline(service.project, commit.id, signal),
      ),
    ]);
    return { commit, mergeRequests, pipeline };
  }

  /** The first deployment of the version that Argo CD remembers, and the commit that asked for it. */
  async #delivery(
    service: ServiceFacts,
    version: string,
    environment: string,
    record: ApplicationRecord | undefined,
    signal: AbortSignal,
  ) {
    const { gitops } = this.options;
    const path = valuesPath({ ...service, environment });
    for (const deployment of record?.history ?? []) {
      if (!deployment.revision) {
        continue;
      }
      const text = await gitops.at(deployment.revision, path, signal);
      if (text && readYaml(path, text, TAG_PATH) === version) {
        const gitopsCommit = await gitops.lastChange(
          deployment.revision,
          path,
          signal,
        );
        return { deployment, gitopsCommit };
      }
    }
    return {};
  }
}

/** Seconds from the commit to the end of the sync that brought it; undefined while its pods aren't well. */
function leadTimeOf(steps: TraceStep[]): number | undefined {
  const pods = steps.find(({ kind }) => kind === 'pods');
  if (pods?.state === 'failed' || pods?.state === 'running') {
    return undefined;
  }
  const at = (kind: TraceStep['kind']) =>
    steps.find(step => step.kind === kind && step.state === 'done')?.at;
  const start = at('commit');
  const end = at('sync');
  return start && end && Date.parse(end) >= Date.parse(start)
    ? (Date.parse(end) - Date.parse(start)) / 1000
    : undefined;
}
