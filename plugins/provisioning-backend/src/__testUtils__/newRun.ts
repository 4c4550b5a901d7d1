import { randomUUID } from 'node:crypto';
import type { NewRun } from '../database/RunStore';

/** A run as a person would start it, for tests. */
export const newRun = (change: Partial<NewRun> = {}): NewRun => ({
  id: randomUUID(),
  requestId: randomUUID(),
  name: 'check-in-api',
  entityRef: 'component:default/check-in-api',
  ownerRef: 'group:default/flight-ops',
  templateRef: 'template:default/api-service',
  templateTitle: 'API service',
  requestedBy: 'user:default/amelia.reyes',
  requesterName: 'Amelia Reyes',
  requesterEmail: 'amelia.reyes@aerq.example',
  values: { port: 8080 },
  ...change,
});
