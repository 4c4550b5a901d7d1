import { parseEntityRef } from '@backstage/catalog-model';
import type { StoredRun } from '../../database/RunStore';
import type { ChangeContext } from '../types';

/**
 * Paths of a service in the GitOps repository: its values, and its applications in every environment, also those that
 * promotion or a person added after the run.
 */
export async function serviceFiles(
  run: StoredRun,
  { upstreams, signal }: ChangeContext,
): Promise<string[]> {
  const { instance, project, branch } = upstreams.gitops;
  const folder = `services/${parseEntityRef(run.ownerRef).name}/${run.name}/`;
  const applications = upstreams.environments.map(
    ({ name }) => `environments/${name}/applications/${run.name}.yaml`,
  );
  const tree = await upstreams
    .gitlab(instance)
    .tree(project, { ref: branch, recursive: true }, { signal });
  return tree
    .filter(({ type }) => type === 'blob')
    .map(({ path }) => path)
    .filter(path => path.startsWith(folder) || applications.includes(path))
    .sort();
}
