import type { StoredRequest } from './types';

/**
 * Why a run can't be undone because of what it ordered, and what to do instead; undefined when it can.
 */
export function explainRequest(
  request: Pick<StoredRequest, 'status' | 'directory' | 'project'> | undefined,
): string | undefined {
  return request?.status === 'applied'
    ? explainApplied(request.directory, request.project)
    : undefined;
}

/** @param directory - in the infrastructure repository */
export const explainApplied = (directory: string, project: string) =>
  `It is applied and may hold data, so undo leaves it. To remove it, take ${directory} out of ${project} by a merge request whose plan destroys it: "Order infrastructure" in the docs says how.`;
