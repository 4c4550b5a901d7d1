import { setImmediate as nextTurn } from 'node:timers/promises';
import { ArgoCdManagedResource } from '@runway/integrations';
import { ResourceDiff } from '@runway/plugin-argocd-common';
import { stringify } from 'yaml';
import { boundedDiff } from '../diff/boundedDiff';
import { maskSecretValues } from './maskSecretValues';
import { reduceDifference } from './reduceDifference';
import { refOf } from './resourceFacts';

/** States with more text than this are reduced to what differs before they are written as YAML. */
const BIG = 32 * 1024;
/** Longest diff of one resource, in characters. */
const MAX_DIFF = 64 * 1024;

/** Where the cluster itself keeps books: never a difference that anybody asked about. */
const BOOKKEEPING = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'uid',
];

/**
 * What a sync would change in a resource, values of Secrets masked. Undefined when nothing would.
 *
 * Costs what the resource is big, so the event loop gets its turn between the steps.
 */
export async function toResourceDiff(
  resource: ArgoCdManagedResource,
): Promise<ResourceDiff | undefined> {
  const liveText = textOf(resource.normalizedLiveState, resource.liveState);
  const desiredText = resource.targetState
    ? textOf(resource.predictedLiveState, resource.targetState)
    : undefined;
  if (liveText === desiredText) {
    return undefined;
  }
  const size = Math.max(liveText?.length ?? 0, desiredText?.length ?? 0);
  const live = parse(liveText);
  await nextTurn();
  const desired = parse(desiredText);
  await nextTurn();
  const masked = maskSecretValues(live, desired);
  const reduced =
    size > BIG
      ? reduceDifference(masked.live, masked.desired)
      : { ...masked, truncated: false };
  await nextTurn();
  const before = toYaml(reduced.live);
  await nextTurn();
  const after = toYaml(reduced.desired);
  if (before === after) {
    return undefined;
  }
  await nextTurn();
  const { kind, name } = resource;
  const diff = boundedDiff(`${kind}/${name}.yaml`, before, after);
  const truncated = reduced.truncated || diff.length > MAX_DIFF;
  return {
    ...refOf(resource),
    change: changeOf(live, desired),
    diff:
      diff.length > MAX_DIFF
        ? `${diff.slice(0, diff.lastIndexOf('\n', MAX_DIFF))}\n`
        : diff,
    ...(truncated && { truncated }),
  };
}

/** Argo CD writes `null` where there is no object, and leaves empty states out. */
function textOf(...states: Array<string | undefined>): string | undefined {
  return states.find(state => state && state !== 'null');
}

function parse(text: string | undefined): Record<string, any> | undefined {
  if (!text) {
    return undefined;
  }
  const { status, metadata = {}, ...rest } = JSON.parse(text);
  return {
    ...rest,
    metadata: Object.fromEntries(
      Object.entries(metadata).filter(([key]) => !BOOKKEEPING.includes(key)),
    ),
  };
}

const toYaml = (value: unknown): string | undefined =>
  value === undefined
    ? undefined
    : stringify(value, {
        sortMapEntries: true,
        lineWidth: 0,
        aliasDuplicateObjects: false,
      });

function changeOf(live: unknown, desired: unknown): ResourceDiff['change'] {
  if (!live) {
    return 'create';
  }
  return desired ? 'update' : 'delete';
}
