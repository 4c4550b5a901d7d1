import { ConflictError } from '@backstage/errors';
import {
  isUpstreamError,
  type CallOptions,
  type Upstreams,
} from '@runway/integrations';

/** A type of resource that a stack makes. */
export interface StackResource {
  /** Such as `azurerm_postgresql_flexible_server`. */
  type: string;
  /** Whether its module protects it from being destroyed. */
  holdsData: boolean;
}

/**
 * What a stack of the infrastructure repository makes, as its module declares it.
 *
 * @param stack - file of `stacks/`, without `.hcl`
 * @throws ConflictError when the stack or its module isn't there
 */
export async function stackResources(
  upstreams: Upstreams,
  stack: string,
  { signal }: CallOptions,
): Promise<StackResource[]> {
  const { instance, project, branch } = upstreams.infrastructure;
  const gitlab = upstreams.gitlab(instance);
  const path = `stacks/${stack}.hcl`;
  const declaration = await gitlab.file(project, path, branch, { signal });
  const module = /\/modules\/\/([a-z0-9-]+)/.exec(
    declaration?.content.toString('utf8') ?? '',
  )?.[1];
  if (!module) {
    throw new ConflictError(
      declaration
        ? `${path} of ${project} names no module.`
        : `${project} has no ${path}.`,
    );
  }
  const entries = await gitlab
    .tree(project, { ref: branch, path: `modules/${module}` }, { signal })
    .catch(error => {
      if (isUpstreamError(error) && error.name === 'NotFoundError') {
        return [];
      }
      throw error;
    });
  const sources = await Promise.all(
    entries
      .filter(({ path: file, type }) => type === 'blob' && /\.tf$/.test(file))
      .map(entry => gitlab.file(project, entry.path, branch, { signal })),
  );
  const declared = sources.flatMap(source =>
    resourcesIn(source?.content.toString('utf8') ?? ''),
  );
  if (declared.length === 0) {
    throw new ConflictError(
      `${project} has no module ${module}, which ${path} asks for.`,
    );
  }
  const types = [...new Set(declared.map(({ type }) => type))];
  return types.map(type => ({
    type,
    holdsData: declared.some(each => each.type === type && each.holdsData),
  }));
}

/** Files of the repository are formatted, so a block ends with the first brace in the first column. */
const resourcesIn = (source: string): StackResource[] =>
  [...source.matchAll(/^resource "([a-z0-9_]+)" "[^]*?^\}/gm)].map(
    ([block, type]) => ({
      type,
      holdsData: /^\s+prevent_destroy\s*=\s*true/m.test(block),
    }),
  );

/** `azurerm_private_endpoint` -> `Private endpoint` */
export function wordsOfType(type: string): string {
  const words = type
    .replace(/^azurerm_/, '')
    .replaceAll('_', ' ')
    .replace('postgresql', 'PostgreSQL');
  return `${words[0].toUpperCase()}${words.slice(1)}`;
}
