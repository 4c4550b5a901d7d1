import { parseEntityRef } from '@backstage/catalog-model';
import type { StoredChange } from './types';

/** Why the run that made a service can't be retried or undone any more. */
export function explainChange(change: StoredChange): string {
  const team = change.newOwnerRef && parseEntityRef(change.newOwnerRef).name;
  if (change.status !== 'completed') {
    return `A ${change.kind} of ${change.name} is open. Finish or cancel it first.`;
  }
  return change.kind === 'transfer'
    ? `${change.name} was given to ${team}. Decommission it instead.`
    : `${change.name} was decommissioned.`;
}
