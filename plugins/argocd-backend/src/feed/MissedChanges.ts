import { ArgoCdApplication, ArgoCdClient } from '@runway/integrations';
import { ApplicationRecord } from './ApplicationIndex';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { toApplicationRecord } from './toApplicationRecord';

/** The little of an application that shows whether it is as it is known: some hundred bytes each. */
const FIELDS = [
  'items.metadata.name',
  'items.metadata.namespace',
  'items.metadata.deletionTimestamp',
  'items.status.sync.status',
  'items.status.health',
  'items.status.operationState.phase',
  'items.status.operationState.finishedAt',
];

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
        if (!record || !isSame(application, record)) {
          suspects.push(
            () => index.get({ instance, namespace, name }) === record,
          );
        }
      },
      { signal },
    );
    if (resourceVersion) {
      known.forEach(record =>
        suspects.push(() => index.get(record.summary) === record),
      );
    }
    return suspects;
  }
}

const keyOf = ({ namespace, name }: { namespace: string; name: string }) =>
  `${namespace}/${name}`;

function isSame(
  application: ArgoCdApplication,
  { summary }: ApplicationRecord,
): boolean {
  const now = toApplicationRecord(application, {
    instance: summary.instance,
    teamOf: () => undefined,
  }).summary;
  return (
    now.sync === summary.sync &&
    now.health === summary.health &&
    now.deleting === summary.deleting &&
    // One that waits hides the one before it.
    (summary.operation?.phase === 'Waiting' ||
      (now.operation?.phase === summary.operation?.phase &&
        now.operation?.finishedAt === summary.operation?.finishedAt))
  );
}
