import type { KubernetesObject } from '../../core/SandboxContext';
import {
  badRequest,
  expired,
  tooLargeResourceVersion,
} from '../errors/ApiError';
import type { ObjectPredicate } from './FieldSelector';
import type { ObjectStore } from './ObjectStore';

export interface ListOptions {
  resource: string;
  namespace?: string;
  matches?: ObjectPredicate;
  /** 0 = no limit. */
  limit?: number;
  continueToken?: string;
  resourceVersion?: string;
  resourceVersionMatch?: string;
}

export interface ListPage {
  items: KubernetesObject[];
  resourceVersion: string;
  /** Present when there is more. */
  continueToken?: string;
  remainingItemCount?: number;
}

interface Position {
  revision: number;
  /** Key of the last object of the page before. */
  after: string;
}

/**
 * One page of a list, ordered by namespace and name. All pages of a list show the state at the revision of the
 * first one.
 * @throws ApiError 410 when that state is forgotten, 400 for a token that was not given here
 */
export function listObjects(
  store: ObjectStore,
  options: ListOptions,
): ListPage {
  const position = options.continueToken
    ? decodeToken(options.continueToken)
    : undefined;
  checkRevision(store, options);
  const revision = position?.revision ?? store.revision;
  const matches = options.matches ?? (() => true);
  const all = (
    position ? snapshot(store, options, position) : current(store, options)
  )
    .filter(
      ([key, object]) => (!position || key > position.after) && matches(object),
    )
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const page = options.limit ? all.slice(0, options.limit) : all;
  const rest = all.length - page.length;
  return {
    items: page.map(([, object]) => object),
    resourceVersion: String(revision),
    ...(rest > 0
      ? {
          continueToken: encodeToken({
            revision,
            after: page[page.length - 1][0],
          }),
          remainingItemCount: rest,
        }
      : {}),
  };
}

type Entry = [key: string, object: KubernetesObject];

function current(store: ObjectStore, options: ListOptions): Entry[] {
  return store
    .list(options.resource, options.namespace)
    .map(object => [keyOf(object), object]);
}

/** Undoes the changes after the revision of the first page. */
function snapshot(
  store: ObjectStore,
  options: ListOptions,
  position: Position,
): Entry[] {
  const changes = store.history.since(options.resource, position.revision);
  if (!changes) {
    throw expired(
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
      encodeToken({ revision: store.revision, after: position.after }),
    );
  }
  const entries = new Map(current(store, options));
  for (const { object, previous } of changes.reverse()) {
    const namespace = object.metadata.namespace ?? '';
    if (options.namespace === undefined || options.namespace === namespace) {
      if (previous) {
        entries.set(keyOf(object), previous);
      } else {
        entries.delete(keyOf(object));
      }
    }
  }
  return [...entries];
}

function checkRevision(store: ObjectStore, options: ListOptions) {
  const asked = Number(options.resourceVersion || 0);
  if (!Number.isInteger(asked) || asked < 0) {
    throw badRequest(`invalid resource version "${options.resourceVersion}"`);
  }
  if (asked > store.revision) {
    throw tooLargeResourceVersion(asked, store.revision);
  }
  if (options.resourceVersionMatch === 'Exact' && asked < store.revision) {
    throw expired(`The resourceVersion for the provided list is too old.`);
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function encodeToken(position: Position): string {
  return Buffer.from(
    JSON.stringify({
      v: 'meta.k8s.io/v1',
      rv: position.revision,
      start: position.after,
    }),
  ).toString('base64url');
}

function decodeToken(token: string): Position {
  try {
    const { rv, start } = JSON.parse(
      Buffer.from(token, 'base64url').toString('utf8'),
    );
    if (Number.isInteger(rv) && typeof start === 'string') {
      return { revision: rv, after: start };
    }
  } catch {
    // said below
  }
  throw badRequest('continue key is not valid');
}
