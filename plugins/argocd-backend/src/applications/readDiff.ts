import { ArgoCdClient, ArgoCdResourceStatus } from '@runway/integrations';
import { ApplicationDiff, ResourceDiff } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { Asking } from '../sources/Asking';
import { argoCdTitle, scopeOf } from './argoCdNames';
import { toResourceDiff } from './toResourceDiff';

/** Room for diffs in an answer of 256 KB; JSON needs some for itself. */
const MAX_TEXT = 200 * 1024;
/** Most resources whose states are asked for. */
const MAX_RESOURCES = 200;
/** States are asked for resource by resource: all at once may be hundreds of megabytes. */
const AT_ONCE = 4;

/** What a sync would change, as far as it fits. */
export async function readDiff(options: {
  client: ArgoCdClient;
  record: ApplicationRecord;
  /** Those that differ. */
  resources: ArgoCdResourceStatus[];
  asking: Asking;
}): Promise<Omit<ApplicationDiff, 'sources'>> {
  const { client, record, asking } = options;
  const asked = options.resources.slice(0, MAX_RESOURCES);
  const diffs: Array<ResourceDiff | undefined> = [];
  let omitted = options.resources.length - asked.length;
  let room = MAX_TEXT;
  let next = 0;

  const read = async (index: number) => {
    const { group, kind, namespace, name } = asked[index];
    const found = await asking.ask(argoCdTitle(record), signal =>
      client.managedResources(
        record.summary.name,
        { ...scopeOf(record), resource: { group, kind, namespace, name } },
        { signal },
      ),
    );
    const resource = found?.find(
      each => (each.group ?? '') === (group ?? '') && each.name === name,
    );
    const diff = resource && (await toResourceDiff(resource));
    if (!diff) {
      // Not told, or well again in the meantime.
      omitted += resource ? 0 : 1;
    } else if (byteLength(diff) > room) {
      omitted += 1;
    } else {
      room -= byteLength(diff);
      diffs[index] = diff;
    }
  };
  const work = async () => {
    while (next < asked.length) {
      const index = next;
      next += 1;
      if (room < 1_024 || !asking.answered(argoCdTitle(record))) {
        omitted += 1;
      } else {
        await read(index);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { resources: diffs.filter(diff => diff !== undefined), omitted };
}

/** As JSON, where each line's end takes two characters. */
const byteLength = (diff: ResourceDiff) =>
  Buffer.byteLength(JSON.stringify(diff));
