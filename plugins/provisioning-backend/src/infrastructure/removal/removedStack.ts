import { ConflictError } from '@backstage/errors';
import { isUpstreamError } from '@runway/integrations';
import type { ChangeContext } from '../../changes/types';
import { firstLineMark, runOfText } from '../../operations/marks';
import { STACK_FILE } from '../infrastructurePlan';

/** The stack without resources, `stacks/removed.hcl`. */
const REMOVED = 'removed';

/** What lies in the folder of an order. */
export interface OrderedFolder {
  /** Paths in the repository. */
  paths: string[];
  /** File of `stacks/` by which it was made, without `.hcl`. */
  stack: string;
  /** Its terragrunt.hcl with nothing in it, so that a plan destroys what there is. */
  emptied: string;
}

/**
 * Reads the folder of an order on the main branch.
 *
 * @throws ConflictError when it isn't there, or isn't that of the run
 */
export async function readFolder(
  { directory, runId }: { directory: string; runId: string },
  context: ChangeContext,
): Promise<OrderedFolder> {
  const { upstreams, signal } = context;
  const { instance, project, branch } = upstreams.infrastructure;
  const file = await upstreams
    .gitlab(instance)
    .file(project, `${directory}/${STACK_FILE}`, branch, { signal });
  if (!file) {
    throw new ConflictError(
      `${project} has no ${directory} any more, so nothing can plan what is to be destroyed. Bring the folder back by a merge request, then try again.`,
    );
  }
  const text = file.content.toString('utf8');
  const stack = /stacks\/([a-z][a-z0-9-]*)\.hcl/.exec(text)?.[1];
  if (runOfText(text) !== runId || !stack) {
    throw new ConflictError(
      `${directory}/${STACK_FILE} of ${project} is not as Runway has made it, so Runway can't say what would be destroyed. Ask the platform team to take it down.`,
    );
  }
  return {
    paths: await pathsOf(directory, context),
    stack,
    emptied: emptied(text, runId, stack),
  };
}

/** Paths below a folder of the main branch; none when it isn't there. */
export async function pathsOf(
  directory: string,
  { upstreams, signal }: ChangeContext,
): Promise<string[]> {
  const { instance, project, branch } = upstreams.infrastructure;
  const entries = await upstreams
    .gitlab(instance)
    .tree(
      project,
      { ref: branch, path: directory, recursive: true },
      { signal },
    )
    .catch(error => {
      if (isUpstreamError(error) && error.name === 'NotFoundError') {
        return [];
      }
      throw error;
    });
  return entries
    .filter(({ type }) => type === 'blob')
    .map(({ path }) => path)
    .sort();
}

/** The first stack that the text names is what it was. Planned a second time, the text differs, or there were no change to plan. */
function emptied(before: string, runId: string, stack: string): string {
  const isSecond =
    before.includes(`stacks/${REMOVED}.hcl`) && !before.includes(AGAIN);
  return [
    firstLineMark(runId),
    `# Was stacks/${stack}.hcl. It is being taken down in the portal: applied, this destroys all of it; then the folder goes.`,
    ...(isSecond ? [AGAIN] : []),
    '',
    'include "root" {',
    '  path = find_in_parent_folders("terragrunt.hcl")',
    '}',
    '',
    'include "stack" {',
    `  path = "\${dirname(find_in_parent_folders("terragrunt.hcl"))}/stacks/${REMOVED}.hcl"`,
    '}',
    '',
  ].join('\n');
}

const AGAIN = '# Once more: it was merged before it was applied.';
