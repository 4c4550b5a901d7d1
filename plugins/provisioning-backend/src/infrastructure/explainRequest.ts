import type { StoredRequest } from './types';

/**
 * Why a run can't be undone because of what it ordered, and what to do instead; undefined when it can.
 */
export function explainRequest(
  request: Pick<StoredRequest, 'status' | 'directory'> | undefined,
): string | undefined {
  return request?.status === 'applied'
    ? explainApplied(request.directory)
    : undefined;
}

/** @param directory - in the infrastructure repository */
export const explainApplied = (directory: string) =>
  `${directory} is applied and may hold data, so undo leaves it. To remove it, choose "Decommission" in the menu of its page in the catalog.`;
