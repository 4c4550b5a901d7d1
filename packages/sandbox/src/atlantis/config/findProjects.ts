import { posix } from 'node:path';
import { matchesPatterns } from './matchesPatterns';
import type { RepoConfig } from './RepoConfig';
import type { RepositoryConfig } from './ServerConfig';

/** A folder that is planned and applied as one. */
export interface Project {
  /** Empty for what was discovered. */
  name: string;
  dir: string;
  workspace: string;
  order: number;
  applyRequirements: string[];
  workflow?: string;
}

export interface ProjectSources {
  /** Undefined when the repository has no atlantis.yaml. */
  config: RepoConfig | undefined;
  server: Omit<RepositoryConfig, 'id'>;
  hasDirectory(path: string): boolean;
}

/** Atlantis' own list of files that make a folder a project. */
const AUTOPLAN_FILES = [
  ...['**/*.tf', '**/*.tfvars', '**/*.tfvars.json'],
  ...['**/terragrunt.hcl', '**/.terraform.lock.hcl'],
];

/** The projects that files belong to: those of atlantis.yaml, then what is discovered. A folder that is gone is none. */
export function findModifiedProjects(
  files: string[],
  sources: ProjectSources,
): Project[] {
  const { config, hasDirectory } = sources;
  const configured = allConfigured(sources).filter(({ project, watched }) => {
    const patterns = watched.map(pattern =>
      pattern.startsWith('!')
        ? `!${posix.join(project.dir, pattern.slice(1))}`
        : posix.join(project.dir, pattern),
    );
    return (
      hasDirectory(project.dir) &&
      files.some(file => matchesPatterns(patterns, file))
    );
  });
  const mode = config?.autodiscover?.mode ?? 'auto';
  const discovers =
    mode === 'enabled' || (mode === 'auto' && !config?.projects.length);
  const known = new Set(
    config?.projects.map(({ dir }) => posix.normalize(dir)) ?? [],
  );
  const discovered = discovers
    ? [...new Set(files.filter(isAutoplanFile).map(projectDirectory))].filter(
        dir =>
          dir !== undefined &&
          hasDirectory(dir) &&
          !known.has(dir) &&
          !config?.autodiscover?.ignore_paths.some(pattern =>
            matchesPatterns([pattern], dir),
          ),
      )
    : [];
  return [
    ...configured.map(({ project }) => project),
    ...discovered.map(dir => discoveredProject(dir!, sources)),
  ].sort((one, other) => one.order - other.order);
}

/**
 * The project that a command names.
 * @throws Error in the words of Atlantis
 */
export function findNamedProject(
  { name, dir }: { name?: string; dir?: string },
  sources: ProjectSources,
): Project {
  const all = allConfigured(sources).map(({ project }) => project);
  if (name) {
    const found = all.find(each => each.name === name);
    if (!found) {
      throw new Error(
        sources.config
          ? `no project with name '${name}' is defined in 'atlantis.yaml'`
          : `cannot specify a project name unless an atlantis.yaml file exists to configure projects`,
      );
    }
    return found;
  }
  const wanted = posix.normalize(dir ?? '.');
  return (
    all.find(each => posix.normalize(each.dir) === wanted) ??
    discoveredProject(wanted, sources)
  );
}

function allConfigured({ config, server }: ProjectSources) {
  return (config?.projects ?? []).map(each => ({
    watched:
      each.autoplan?.enabled === false
        ? []
        : each.autoplan?.when_modified ?? [
            ...['**/*.tf*', '**/terragrunt.hcl', '**/.terraform.lock.hcl'],
          ],
    project: {
      name: each.name ?? '',
      dir: posix.normalize(each.dir),
      workspace: each.workspace,
      order: each.execution_order_group,
      applyRequirements:
        each.apply_requirements ?? server.apply_requirements ?? [],
      workflow: each.workflow ?? server.workflow,
    } satisfies Project,
  }));
}

function discoveredProject(dir: string, { server }: ProjectSources): Project {
  return {
    name: '',
    dir,
    workspace: 'default',
    order: 0,
    applyRequirements: server.apply_requirements ?? [],
    workflow: server.workflow,
  };
}

function isAutoplanFile(file: string): boolean {
  return (
    !/terraform\.tfstate|tflint\.hcl/.test(file) &&
    matchesPatterns(AUTOPLAN_FILES, file)
  );
}

/** Changes of shared modules belong to no project. */
function projectDirectory(file: string): string | undefined {
  const dir = posix.dirname(file);
  return `/${dir}/`.includes('/modules/') ? undefined : dir;
}
