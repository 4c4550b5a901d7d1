import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { randomUUID } from 'node:crypto';
import { registerLocation } from '../catalog/registerLocation';
import type { RunStore, StoredRun } from '../database/RunStore';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import type { Observation } from './observeRequest';
import type { StoredRequest } from './types';

/** Writes into the ledger how a request ended, and gives what is applied its page in the catalog. */
export class RequestSettlement {
  constructor(
    private readonly options: {
      store: RunStore;
      catalog: CatalogService;
      auth: AuthService;
    },
  ) {}

  /** @returns whether nothing more can happen to the request. May be repeated. */
  async settle(
    request: Pick<StoredRequest, 'status' | 'catalogTarget'>,
    run: StoredRun,
    seen: Observation,
  ): Promise<boolean> {
    if (request.status === 'closed') {
      return this.#withLedger(run, () => ({
        'infrastructure-request': {
          state: 'undone',
          reason: 'The merge request was closed before it was applied.',
        },
        'catalog-location': { state: 'undone' },
      }));
    }
    // Its catalog file is on the main branch only once it is merged; Atlantis merges what it has applied.
    if (request.status !== 'applied' || seen.state !== 'merged') {
      return false;
    }
    const target = request.catalogTarget;
    if (!target) {
      return true;
    }
    const location = await registerLocation(target, this.options);
    return this.#withLedger(run, () => ({
      'catalog-location': {
        state: 'present',
        url: catalogPath(run.entityRef),
        details: {
          target,
          locationId: location.id,
          locationRef: location.entityRef,
        },
      },
    }));
  }

  /** @returns false when somebody else works on the run just now: it is tried again */
  async #withLedger(
    run: StoredRun,
    changes: () => Partial<Record<string, Parameters<RunStore['change']>[2]>>,
  ): Promise<boolean> {
    const { store } = this.options;
    const lease = await store.acquireLease(run.id, {
      holder: `settlement-${randomUUID()}`,
      ttlMs: LEASE_MS,
      status: ['succeeded', 'failed', 'undone', 'undo-failed'],
    });
    if (!lease) {
      return false;
    }
    const { signal } = new AbortController();
    await holdLease(store, lease, signal, async () => {
      const byKind = changes();
      for (const row of await store.resources(run.id)) {
        const change = byKind[row.kind];
        if (change && row.state !== 'undone') {
          await store.change(lease, row.id, change);
        }
      }
      if (byKind['infrastructure-request']) {
        await store.releaseClaim(run.id);
      }
    });
    return true;
  }
}

/** Of `resource:default/booking`, `/catalog/default/resource/booking`. */
function catalogPath(entityRef: string): string {
  const [kind, rest] = entityRef.split(':');
  const [namespace, name] = rest.split('/');
  return `/catalog/${namespace}/${kind}/${name}`;
}
