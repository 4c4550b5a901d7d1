import type { EventEmitter } from 'node:events';
import type {
  ImageRegistry,
  SandboxEvents,
  WorkloadSecrets,
} from '../../core/SandboxContext';
import type { ServiceAccountTokens } from '../auth/ServiceAccountTokens';
import type { ClusterObjects } from '../objects/ClusterObjects';
import type { ObjectChange } from '../store/WatchHistory';
import type { ClusterClient } from './ClusterClient';

/** Which keys to look at again when an object changed. */
export type KeysOf = (
  change: Pick<ObjectChange, 'type' | 'resource' | 'object' | 'previous'>,
) => Array<string | undefined>;

/** Milliseconds after which to look again, or nothing. */
export type Again = number | void;

/** Brings one kind of thing in line with what it should be. */
export interface Controller {
  readonly name: string;
  /** By resource, `*` for all. Called for every object at the start, too. */
  readonly watches: Record<string, KeysOf>;
  /** Works on one key at a time. A thrown error means: again later. */
  reconcile(key: string): Again | Promise<Again>;
}

/** What controllers are made of. */
export interface ControllerContext {
  readonly cluster: string;
  readonly objects: ClusterObjects;
  /** A client that signs as the controller. */
  client(name: string): ClusterClient;
  /** A simulated duration: milliseconds times the pace of the sandbox. */
  delay(milliseconds: number): number;
  /** A wait before another try; never so short that it spins. */
  backoff(milliseconds: number): number;
  readonly registry: ImageRegistry;
  readonly secrets: WorkloadSecrets;
  readonly tokens: ServiceAccountTokens;
  readonly events: EventEmitter<SandboxEvents>;
}

export function keyOf({
  metadata,
}: {
  metadata: { namespace?: string; name: string };
}): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

export function splitKey(key: string): [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return [key.slice(0, slash), key.slice(slash + 1)];
}

/** The object itself. */
export const itself: KeysOf = ({ object }) => [keyOf(object)];

/** The owner of a kind that controls the object, now or before. */
export function controllerOf(kind: string): KeysOf {
  return ({ object, previous }) =>
    [object, previous].map(state => {
      const owner = state?.metadata.ownerReferences?.find(
        (reference: { kind: string; controller?: boolean }) =>
          reference.controller && reference.kind === kind,
      );
      return owner && `${object.metadata.namespace ?? ''}/${owner.name}`;
    });
}
