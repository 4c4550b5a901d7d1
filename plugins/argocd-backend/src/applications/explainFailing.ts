import {
  ArgoCdClient,
  ArgoCdResourceEvent,
  ArgoCdResourceNode,
  ArgoCdResourceStatus,
} from '@runway/integrations';
import { FailingResource, ResourceEvent } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { Asking } from '../sources/Asking';
import { argoCdTitle, scopeOf } from './argoCdNames';
import {
  cut,
  healthOf,
  HEALTHS_BY_URGENCY,
  refOf,
  resourceKey,
} from './resourceFacts';

/** Most resources that are explained. */
const MAX_FAILING = 10;
const MAX_EVENTS = 10;
const MAX_TEXT = 1_000;

/** A resource that isn't well, from the tree or, where the tree doesn't tell, from the application's status. */
interface Candidate {
  group?: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
  health?: { status?: string; message?: string };
}

/** The resources that need attention most, with what Kubernetes says about them. */
export async function explainFailing(options: {
  client: ArgoCdClient;
  record: ApplicationRecord;
  nodes: ArgoCdResourceNode[];
  resources: ArgoCdResourceStatus[];
  asking: Asking;
}): Promise<FailingResource[]> {
  const { client, record, nodes, resources, asking } = options;
  const known = new Set(nodes.map(resourceKey));
  const candidates: Candidate[] = [
    ...nodes,
    ...resources.filter(resource => !known.has(resourceKey(resource))),
  ];
  const failing = candidates
    .filter(isFailing)
    .sort((a, b) => urgency(a) - urgency(b))
    .slice(0, MAX_FAILING);
  return Promise.all(
    failing.map(async candidate => {
      const { uid, name, namespace, health } = candidate;
      const events =
        uid &&
        (await asking.ask(argoCdTitle(record), signal =>
          client.resourceEvents(
            record.summary.name,
            {
              ...scopeOf(record),
              resourceUID: uid,
              resourceName: name,
              resourceNamespace: namespace,
            },
            { signal },
          ),
        ));
      return {
        ...refOf(candidate),
        health: healthOf(health?.status),
        ...(health?.message && { message: cut(health.message, MAX_TEXT) }),
        events: toEvents(events || []),
      };
    }),
  );
}

function isFailing({ health }: Candidate): boolean {
  const status = health?.status;
  return status !== undefined && status !== 'Healthy' && status !== 'Suspended';
}

/** What has no message explains less than what has one. */
function urgency({ health }: Candidate): number {
  return (
    HEALTHS_BY_URGENCY.indexOf(healthOf(health?.status)) +
    (health?.message ? 0 : 0.5)
  );
}

function toEvents(events: ArgoCdResourceEvent[]): ResourceEvent[] {
  return events
    .map(event => ({
      type: event.type || 'Normal',
      reason: cut(event.reason ?? '', 100),
      message: cut(event.message ?? '', MAX_TEXT),
      ...(event.count && { count: event.count }),
      lastSeen: event.lastTimestamp ?? event.eventTime ?? undefined,
    }))
    .sort((a, b) => (b.lastSeen ?? '').localeCompare(a.lastSeen ?? ''))
    .slice(0, MAX_EVENTS);
}
