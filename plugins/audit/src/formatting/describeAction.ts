import type { AuditKind } from '@runway/plugin-audit-common';

/** What a person did, in plain words, by `<plugin>.<event>` or `<plugin>.<event>.<action>`. */
const WORDS: Record<string, string> = {
  'provisioning.run-start': 'Started creating a service',
  'provisioning.run-retry': 'Retried a run',
  'provisioning.run-undo': 'Undid a run',
  'provisioning.change-open': 'Asked for a change of a service',
  'provisioning.change-approve': 'Approved a change of a service',
  'provisioning.change-reject': 'Rejected a change of a service',
  'provisioning.change-cancel': 'Withdrew a change of a service',
  'provisioning.change-retry': 'Retried a change of a service',
  'provisioning.reconciliation-check': 'Compared the ledger with the upstreams',
  'provisioning.reconciliation-resolve': 'Settled a difference to the ledger',

  'argocd.promotion': 'Promoted a version',
  'argocd.application-action': 'Acted on an application',
  'argocd.application-action-end': 'An action on an application ended',

  'scaffolder.task.create': 'Started a template',
  'scaffolder.task.execution': 'Ran a template',
  'scaffolder.task.cancel': 'Cancelled a template’s task',
  'scaffolder.task.retry': 'Retried a template’s task',
  'scaffolder.task.stale-cancel': 'Ended a task that nobody worked on',
  'scaffolder.task.dry-run': 'Tried a template without effect',
  'scaffolder.task.list': 'Listed tasks',
  'scaffolder.task.get': 'Looked at a task',
  'scaffolder.task.stream': 'Followed a task’s log',
  'scaffolder.task.events': 'Read a task’s log',
  'scaffolder.template-parameter-schema': 'Opened a template’s form',
  'scaffolder.action-fetch': 'Listed template actions',

  'catalog.entity-mutate.refresh': 'Refreshed a catalog entry',
  'catalog.entity-mutate.delete': 'Removed a catalog entry',
  'catalog.location-mutate.create': 'Registered a location in the catalog',
  'catalog.location-mutate.update': 'Changed a location of the catalog',
  'catalog.location-mutate.delete': 'Removed a location from the catalog',
  'catalog.location-analyze': 'Looked for catalog files in a repository',
  'catalog.entity-validate': 'Checked a catalog file',
  'catalog.entity-fetch.all': 'Listed catalog entries',
  'catalog.entity-fetch.by-query': 'Searched the catalog',
  'catalog.entity-fetch.by-refs': 'Looked up catalog entries',
  'catalog.entity-fetch.by-name': 'Looked at a catalog entry',
  'catalog.entity-fetch.by-uid': 'Looked at a catalog entry',
  'catalog.entity-fetch.ancestry': 'Looked where a catalog entry comes from',
  'catalog.entity-facets': 'Counted catalog entries',
  'catalog.location-fetch': 'Looked at locations of the catalog',

  'audit.events-export': 'Exported the audit trail',
  'audit.events-dropped': 'Lost audit events',
};

/** The technical name: `scaffolder.task.retry`. */
export function kindId({ plugin, event, action }: AuditKind): string {
  return [plugin, event, action].filter(Boolean).join('.');
}

/** What was done, in plain words; the technical name when there are none. */
export function describeAction(kind: AuditKind): string {
  const id = kindId(kind);
  return WORDS[id] ?? WORDS[`${kind.plugin}.${kind.event}`] ?? id;
}
