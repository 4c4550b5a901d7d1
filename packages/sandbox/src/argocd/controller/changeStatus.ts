import type { Application } from '../model/Application';
import { timestamp } from '../model/conditions';
import type { ControllerSystems } from './ControllerSystems';

/** Changes the status of an application and records events where sync or health became others. */
export function changeStatus(
  systems: Pick<ControllerSystems, 'applications' | 'events'>,
  application: Application,
  change: (draft: Application) => void,
): void {
  const { name } = application.metadata;
  const before = application.status;
  systems.applications.update(name, draft => {
    change(draft);
    const { health } = draft.status;
    health.lastTransitionTime =
      before.health.status === health.status && before.health.lastTransitionTime
        ? before.health.lastTransitionTime
        : timestamp();
  });
  const updated = systems.applications.get(name);
  if (!updated) {
    return;
  }
  const { sync, health } = updated.status;
  if (sync.status !== before.sync.status) {
    systems.events.record(
      updated,
      'ResourceUpdated',
      `Updated sync status: ${before.sync.status} -> ${sync.status}`,
    );
  }
  if (health.status !== before.health.status) {
    systems.events.record(
      updated,
      'ResourceUpdated',
      `Updated health status: ${before.health.status ?? ''} -> ${
        health.status
      }${health.message ? ` (${health.message})` : ''}`,
    );
  }
}
