import { ArgoCdApplication, ArgoCdClient } from '@runway/integrations';
import { ApplicationRecord } from './ApplicationIndex';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { toApplicationRecord } from './toApplicationRecord';

/** What shows whether an application is as it is known, of what Argo CD's lists can be asked for: some hundred bytes each. */
const FIELDS = [
  'items.metadata.name',
  'items.metadata.namespace',
  'items.metadata.labels',
  'items.metadata.deletionTimestamp',
  'items.spec.project',
  'items.spec.destination',
  'items.spec.syncPolicy',
  'items.status.summary',
  'items.status.sync.status',
  'items.status.health',
  'items.status.operationState.phase',
  'items.status.operationState.finishedAt',
];

const COMPARED = [
  'project',
  'service',
  'environment',
  'cluster',
  'destinationNamespace',
  'sync',
  'health',
  'autoSync',
  'version',
  'deleting',
] as const;

/** Compares the index with what Argo CD says now, for a few bytes an application. */
export class MissedChanges {
  constructor(
    private readonly options: {
      client: Pick<ArgoCdClient, 'instance' | 'readApplications'>;
      index: InMemoryApplicationIndex;
    },
  ) {}

  /** @returns for each difference a function that tells whether it is still there: it may have been on its way */
  async find(signal: AbortSignal): Promise<Array<() => boolean>> {
    const { client, index } = this.options;
    const { instance } = client;
    const known = new Map<string, ApplicationRecord>();
    for (const record of index.all()) {
      if (record.summary.instance === instance) {
        known.set(keyOf(record.summary), record);
      }
    }
    const suspects: Array<() => boolean> = [];
    const { resourceVersion } = await client.readApplications(
      { fields: FIELDS },
      application => {
        const { namespace = '', name } = application.metadata;
        const record = known.get(keyOf({ namespace, name }));
        known.delete(keyOf({ namespace, name }));
        const isBack = record && index.isWithheld(record.summary);
        if (!record || isBack || !isSame(application, record)) {
          suspects.push(
            () => index.get({ instance, namespace, name }) === record,
          );
        }
      },
      { signal },
    );
    if (resourceVersion) {
      known.forEach(record => {
        if (!index.isWithheld(record.summary)) {
          suspects.push(() => index.get(record.summary) === record);
        }
      });
    }
    return suspects;
  }
}

const keyOf = ({ namespace, name }: { namespace: string; name: string }) =>
  `${namespace}/${name}`;

function isSame(
  application: ArgoCdApplication,
  { summary: known }: ApplicationRecord,
): boolean {
  const { summary } = toApplicationRecord(application, {
    instance: known.instance,
    teamOf: () => undefined,
  });
  return (
    COMPARED.every(field => summary[field] === known[field]) &&
    // One that waits hides the one before it.
    (known.operation?.phase === 'Waiting' ||
      (summary.operation?.phase === known.operation?.phase &&
        summary.operation?.finishedAt === known.operation?.finishedAt))
  );
}
