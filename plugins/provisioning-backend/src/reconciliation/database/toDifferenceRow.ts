import type { Finding, StoredDifference } from '../types';

type Row = Record<string, any>;

const text = (value: unknown) =>
  value === null || value === undefined ? undefined : String(value);

/** Names the thing that a finding is about, so that it is listed once however often it is seen. */
export const fingerprintOf = (finding: Finding) =>
  [finding.kind, finding.instance, finding.key, finding.runId ?? ''].join('|');

/** Columns that a new sighting brings up to date. */
export const toColumns = (finding: Finding) => ({
  kind: finding.difference,
  resource_kind: finding.kind,
  system: finding.system,
  instance: finding.instance,
  key: finding.key,
  title: finding.title,
  environment: finding.environment ?? null,
  url: finding.url ?? null,
  run_id: finding.runId ?? null,
  resource_id: finding.resourceId ?? null,
  name: finding.name ?? null,
  owner_ref: finding.ownerRef ?? null,
  message: finding.message,
  actions: JSON.stringify(finding.actions),
  details: JSON.stringify(finding.details),
});

/** @param now - work that should have ended by then has died with its process */
export function toDifference(row: Row, now: number): StoredDifference {
  const working = row.progress_state === 'working';
  const died = working && Number(row.progress_until) <= now;
  return {
    id: row.id,
    difference: row.kind,
    kind: row.resource_kind,
    system: row.system,
    instance: row.instance,
    key: row.key,
    title: row.title,
    environment: text(row.environment),
    url: text(row.url),
    runId: text(row.run_id),
    resourceId: text(row.resource_id),
    name: text(row.name),
    ownerRef: text(row.owner_ref),
    message: row.message,
    actions: JSON.parse(row.actions),
    details: JSON.parse(row.details),
    firstSeenAt: Number(row.first_seen_at),
    lastSeenAt: Number(row.last_seen_at),
    sightings: row.sightings,
    visible: row.sightings >= 2 && row.ignored_message === null,
    progress: row.progress_state
      ? {
          action: row.progress_action,
          state: died ? 'failed' : row.progress_state,
          message: died
            ? 'The portal stopped while it worked on this. Press again: what is done stays done.'
            : text(row.progress_message),
        }
      : undefined,
  };
}
