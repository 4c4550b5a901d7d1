import type {
  Change,
  ChangesApi,
  ProvisioningApi,
  RunSummary,
} from '@runway/plugin-provisioning-common';

/** What the portal last did with an entity that is not in the catalog; neither when it doesn't know it. */
export interface Fate {
  change?: Change;
  run?: RunSummary;
}

const RELEVANT = 10;

/**
 * The newest of what was done to an entity: the change that took it down, or a run that began to make it after that.
 * A change that was given up did nothing.
 */
export async function loadFate(
  entityRef: string,
  apis: { changes: ChangesApi; provisioning: ProvisioningApi },
  signal: AbortSignal,
): Promise<Fate> {
  const [changes, runs] = await Promise.all([
    apis.changes.listChanges({ entityRef, limit: RELEVANT }, { signal }),
    apis.provisioning.listRuns({ entityRef, limit: 1 }, { signal }),
  ]);
  const change = changes.items.find(
    ({ status }) => status !== 'rejected' && status !== 'cancelled',
  );
  const [run] = runs.items;
  if (change && !(run && run.createdAt > change.createdAt)) {
    // What was given to another team, and is gone since, was not taken down by the portal.
    return change.kind === 'transfer'
      ? {}
      : { change: await apis.changes.getChange(change.id, { signal }) };
  }
  return { run };
}
