import { parseEntityRef } from '@backstage/catalog-model';
import type { StoredRun } from '../database/RunStore';
import type { RunFacts } from '../operations/Operation';

/** What the steps of a run need to know of it. */
export function factsOf(run: StoredRun, templateBaseUrl: string): RunFacts {
  return {
    id: run.id,
    name: run.name,
    team: parseEntityRef(run.ownerRef).name,
    ownerRef: run.ownerRef,
    requester: {
      ref: run.requestedBy,
      name: run.requesterName,
      email: run.requesterEmail,
    },
    values: run.values,
    templateBaseUrl,
  };
}
