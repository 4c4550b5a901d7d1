import { ConflictError, InputError } from '@backstage/errors';
import type { CallOptions, Upstreams } from '@runway/integrations';
import type { ResourceSpec } from '../database/RunStore';
import { runOfText } from '../operations/marks';
import type { PlanContext, RunFacts } from '../operations/Operation';
import { stackName } from '../service/runRequest';
import { templateValues } from '../operations/templateValues';
import type { RenderedFile } from '../template/FileRenderer';

export const CATALOG_FILE = 'catalog-info.yaml';
export const STACK_FILE = 'terragrunt.hcl';

/** The branch carries the run's id, by which it is found again. */
export const requestBranch = (runId: string) => `runway/${runId}`;

/** Environment that a run's form names. */
export function environmentOf(facts: Pick<RunFacts, 'values'>): string {
  return String(facts.values.environment);
}

/** Folder of the infrastructure repository that belongs to a run. */
export function directoryOf(facts: Pick<RunFacts, 'team' | 'values'>): string {
  const name = stackName(facts.team, String(facts.values.name));
  return `environments/${environmentOf(facts)}/${name}`;
}

export function requestResource(
  facts: RunFacts,
  upstreams: Upstreams,
  title: string,
): ResourceSpec {
  const { instance, project } = upstreams.infrastructure;
  return {
    kind: 'infrastructure-request',
    system: 'gitlab',
    instance,
    key: `${project}: ${directoryOf(facts)}`,
    title: `Order of the ${title}, as a merge request`,
    environment: environmentOf(facts),
  };
}

export function catalogResource(
  facts: RunFacts,
  entityRef: string,
): ResourceSpec {
  return {
    kind: 'catalog-location',
    system: 'catalog',
    instance: 'catalog',
    key: entityRef,
    title: 'Page in the catalog, once it is applied',
    environment: environmentOf(facts),
  };
}

function treeUrlOf(upstreams: Upstreams) {
  const { instance, project, branch } = upstreams.infrastructure;
  return `${upstreams.gitlab(instance).webUrl}/${project}/-/tree/${branch}`;
}

/** Where the catalog file of a directory is once it is merged. */
export function catalogTargetOf(upstreams: Upstreams, directory: string) {
  const { instance, project, branch } = upstreams.infrastructure;
  return `${
    upstreams.gitlab(instance).webUrl
  }/${project}/-/blob/${branch}/${directory}/${CATALOG_FILE}`;
}

/**
 * Renders what goes onto the branch, and checks it.
 *
 * @throws InputError when the template writes anywhere else, or leaves out the mark
 * @throws ConflictError when the directory belongs to something else
 */
export async function renderRequest(
  context: PlanContext,
  input: { source: string; values: Record<string, any> },
): Promise<RenderedFile[]> {
  const { facts, upstreams } = context;
  const directory = directoryOf(facts);
  const files = await context.files.render({
    baseUrl: facts.templateBaseUrl,
    source: input.source,
    values: templateValues(facts, upstreams, {
      ...input.values,
      directory,
      environment: environmentOf(facts),
      resourceName: String(facts.values.name),
      infrastructureUrl: treeUrlOf(upstreams),
    }),
  });
  for (const { path, content } of files) {
    if (!path.startsWith(`${directory}/`)) {
      throw new InputError(
        `The template writes ${path}; it may write below ${directory} only.`,
      );
    }
    if (runOfText(content.toString('utf8')) !== facts.id) {
      throw new InputError(
        `The template's ${path} must begin with the line "# runway-run: <id of the run>".`,
      );
    }
  }
  if (!files.some(({ path }) => path === `${directory}/${STACK_FILE}`)) {
    throw new InputError(`The template writes no ${directory}/${STACK_FILE}.`);
  }
  const taken = await ownerOfDirectory(upstreams, directory, context);
  if (taken !== undefined && taken !== facts.id) {
    throw new ConflictError(
      `${directory} exists in ${upstreams.infrastructure.project} and was not made by this run. Choose another name.`,
    );
  }
  return files;
}

/**
 * The run that a directory of the main branch belongs to.
 *
 * @returns an empty text when it is there without the mark of a run; undefined when it isn't there
 */
export async function ownerOfDirectory(
  upstreams: Upstreams,
  directory: string,
  options: CallOptions,
): Promise<string | undefined> {
  const { instance, project, branch } = upstreams.infrastructure;
  const file = await upstreams
    .gitlab(instance)
    .file(project, `${directory}/${STACK_FILE}`, branch, {
      signal: options.signal,
    });
  return file && (runOfText(file.content.toString('utf8')) ?? '');
}
