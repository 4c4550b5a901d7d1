import { editYaml, readYaml, type YamlPath } from '../gitops/editYaml';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { ProposedFile } from '../gitops/ProposedFiles';
import { applicationPath, TAG_PATH, valuesPath } from '../gitops/servicePaths';
import { ServiceFacts } from './ServiceFacts';

/** An environment as a promotion needs it. */
export interface Stage {
  name: string;
  /** Name of its cluster. */
  cluster: string;
}

/**
 * Files of the GitOps repository as they are with a version in an environment. The first promotion makes the application
 * from the one of the environment before, as the pipeline component `promote` does.
 */
export async function promotionFiles(
  gitops: GitOpsRepository,
  service: ServiceFacts,
  { from, to, version }: { from: Stage; to: Stage; version: string },
  signal?: AbortSignal,
): Promise<ProposedFile[]> {
  const place = (environment: string) => ({ ...service, environment });
  const values = await fileOrModel(
    gitops,
    valuesPath(place(to.name)),
    valuesPath(place(from.name)),
    signal,
  );
  const application = await fileOrModel(
    gitops,
    applicationPath(place(to.name)),
    applicationPath(place(from.name)),
    signal,
  );
  return [
    {
      path: values.path,
      before: values.before,
      after: editYaml(values.path, values.text, [
        { path: TAG_PATH, value: version },
        ...(values.before
          ? []
          : [
              { path: ['runway', 'environment'], value: to.name },
              { path: ['runway', 'cluster'], value: to.cluster },
            ]),
      ]),
    },
    {
      path: application.path,
      before: application.before,
      after: application.before
        ? await withChartOf(
            gitops,
            applicationPath(place(from.name)),
            application,
            signal,
          )
        : toApplication(application.path, application.text, service, from, to),
    },
  ];
}

/** The release of the charts goes along: it was proven with this version. The chart's source is the first. */
async function withChartOf(
  gitops: GitOpsRepository,
  model: string,
  { path, text }: { path: string; text: string },
  signal?: AbortSignal,
): Promise<string> {
  const at = ['spec', 'sources', 0, 'targetRevision'];
  const source = await gitops.current(model, signal);
  const revision = source && readYaml(model, source.text, at);
  return revision && readYaml(path, text, at)
    ? editYaml(path, text, [{ path: at, value: revision }])
    : text;
}

async function fileOrModel(
  gitops: GitOpsRepository,
  path: string,
  model: string,
  signal?: AbortSignal,
) {
  const file = await gitops.current(path, signal);
  if (file) {
    const { text, lastCommitId } = file;
    return { path, text, before: { text, lastCommitId } };
  }
  const source = await gitops.current(model, signal);
  return { path, text: source?.text ?? '', before: undefined };
}

function toApplication(
  path: string,
  model: string,
  service: ServiceFacts,
  from: Stage,
  to: Stage,
): string {
  const edits: Array<{ path: YamlPath; value: string }> = [
    { path: ['metadata', 'name'], value: `${service.name}-${to.name}` },
    {
      path: ['metadata', 'labels', 'runway.aerq.io/environment'],
      value: to.name,
    },
    { path: ['spec', 'destination', 'name'], value: to.cluster },
    {
      path: ['spec', 'destination', 'namespace'],
      value: `${service.team}-${to.name}`,
    },
  ];
  for (const source of [0, 1, 2]) {
    for (let file = 0; file < 10; file++) {
      const at = ['spec', 'sources', source, 'helm', 'valueFiles', file];
      const name = readYaml(path, model, at);
      if (name?.endsWith(`/${from.name}.yaml`)) {
        edits.push({
          path: at,
          value: `${name.slice(0, -from.name.length - 5)}${to.name}.yaml`,
        });
      }
    }
  }
  return editYaml(path, model, edits);
}
