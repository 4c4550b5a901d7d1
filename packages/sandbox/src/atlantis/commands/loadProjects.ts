import {
  findModifiedProjects,
  findNamedProject,
  type Project,
  type ProjectSources,
} from '../config/findProjects';
import { parseRepoConfig } from '../config/RepoConfig';
import { configOf } from '../config/ServerConfig';
import { SourceFiles } from '../hcl/SourceFiles';
import type { CommandContext } from './CommandContext';
import type { Pull } from './Pull';

/** A merge request on disk, and what of it is planned. */
export interface LoadedProjects {
  files: SourceFiles;
  /** Head of the target branch that was merged in. */
  base: string;
  projects: Project[];
  automerge: boolean;
  abortOnFailure: boolean;
}

/**
 * Checks a merge request out and finds the projects that it changes, or the one that a command names.
 * @throws Error in the words of Atlantis
 */
export async function loadProjects(
  context: CommandContext,
  pull: Pull,
  named: { name?: string; dir?: string } | undefined,
): Promise<LoadedProjects> {
  const modified = await context.gitlab.modifiedFiles(
    pull.repository,
    pull.iid,
  );
  const checkout = await context.workingDirectory.checkOut(
    pull.repository,
    pull.iid,
    { source: pull.source, target: pull.target },
  );
  const files = await SourceFiles.read(checkout.files);
  const server = configOf(
    context.server,
    context.repositoryId(pull.repository),
  );
  const config = files.has('atlantis.yaml')
    ? parseRepoConfig(files.text('atlantis.yaml'), context.server, server)
    : undefined;
  const sources: ProjectSources = {
    config,
    server,
    hasDirectory: path => files.hasDirectory(path),
  };
  return {
    files,
    base: checkout.base,
    projects: named
      ? [findNamedProject(named, sources)]
      : findModifiedProjects(modified, sources),
    automerge: config?.automerge ?? false,
    abortOnFailure: config?.abort_on_execution_order_fail ?? false,
  };
}
