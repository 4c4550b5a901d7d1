import type { ApplicationSource, ApplicationSpec } from '../model/Application';
import { sourcesOf } from '../model/applicationSpec';
import { normalizeGitUrl } from '../sources/Repositories';

/**
 * Sources of an application that follow the branch or tag that moved.
 * @param project - path of the project on its server, e.g. `platform/gitops`
 */
export function pushedSources(
  spec: ApplicationSpec,
  project: string,
  ref: string,
): ApplicationSource[] {
  const moved = shortRef(ref);
  const suffix = `/${project.toLowerCase()}`;
  return sourcesOf(spec).filter(
    ({ repoURL, targetRevision = 'HEAD' }) =>
      normalizeGitUrl(repoURL).endsWith(suffix) &&
      ['', 'HEAD', moved].includes(shortRef(targetRevision)),
  );
}

function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
