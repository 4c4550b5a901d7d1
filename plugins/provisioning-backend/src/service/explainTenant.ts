import type { Upstreams } from '@runway/integrations';
import type { RunStore } from '../database/RunStore';
import { findTenant } from '../operations/tenants';
import type { Finding } from './runCheck';
import type { RunSubject } from './runRequest';

/** Says since when a team has its namespaces, and how they are changed then; all is well when it has none. */
export async function explainTenant(
  { team, claim }: RunSubject,
  context: { upstreams: Upstreams; store: RunStore; signal: AbortSignal },
): Promise<Finding> {
  const { upstreams, store, signal } = context;
  const [tenant, holder] = await Promise.all([
    findTenant(upstreams, team, { signal }),
    store.claimOf(claim),
  ]);
  if (tenant) {
    const { since, by, editUrl } = tenant;
    const when = since
      ? ` since ${since.slice(0, 10)}${by ? `, declared by ${by}` : ''}`
      : '';
    return {
      status: 'failed',
      field: 'owner',
      message: `The team ${team} has its namespaces already${when}.`,
      action: `Change them by a merge request: ${editUrl}`,
    };
  }
  if (holder) {
    return {
      status: 'failed',
      field: 'owner',
      message: `Another run has the name ${claim}.`,
      action: 'Look at that run in Runs: it makes the namespaces now.',
    };
  }
  return { message: `The team ${team} has no namespaces yet.` };
}
