import type { KubernetesObject } from '../../core/SandboxContext';
import {
  ApiError,
  badRequest,
  expired,
  tooLargeResourceVersion,
} from '../errors/ApiError';
import type { ClusterObjects } from '../objects/ClusterObjects';
import {
  apiVersionOf,
  type VersionedResource,
} from '../resources/ResourceDefinition';
import type { ObjectPredicate } from '../store/FieldSelector';
import type { ObjectChange } from '../store/WatchHistory';
import type { ApiRequest } from './ApiRequest';
import { scopeOf, selection } from './readHandlers';
import { representObject } from './representation';

const bookmarkInterval = 60_000;
/** A client that lets this much pile up is cut off and has to watch anew. Bytes. */
const backlogLimit = 16 * 1024 * 1024;

/** Open watches, so that a stopping server can end them. */
export type OpenWatches = Set<() => void>;

/** Streams changes as JSON lines until the timeout, the client or the server ends it. */
export function watchObjects(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
  open: OpenWatches,
): void {
  const { store } = objects;
  const { response } = request;
  const { definition } = resource;
  const namespace = scopeOf(resource, request.info.namespace);
  const matches = selection(resource, request);
  const representation = request.representation;
  const isSelected: ObjectPredicate = object =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (!request.info.name || object.metadata.name === request.info.name) &&
    matches(object);
  const bookmarks = request.query.get('allowWatchBookmarks') === 'true';
  const timeout =
    (request.number('timeoutSeconds') ?? 1800 + Math.random() * 1800) * 1000;
  const begin = startOf(request, store.revision);

  response.status(200).set({
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
  });
  response.flushHeaders();
  const write = (type: string, object: object) => {
    response.write(`${JSON.stringify({ type, object })}\n`);
    if (response.writableLength > backlogLimit) {
      response.destroy();
    }
  };
  const bookmark = (annotations?: Record<string, string>) =>
    write('BOOKMARK', {
      kind: definition.kind,
      apiVersion: apiVersionOf(definition, resource.version.name),
      metadata: {
        resourceVersion: String(store.revision),
        creationTimestamp: null,
        ...(annotations ? { annotations } : {}),
      },
      ...(definition.custom ? {} : { spec: {}, status: {} }),
    });
  const deliver = (change: ObjectChange) => {
    const event = changeFor(change, isSelected);
    if (event) {
      write(
        event.type,
        representObject(resource, event.object, representation),
      );
    }
  };

  const missed =
    begin.revision === undefined
      ? []
      : store.history.since(definition.id, begin.revision);
  if (!missed || begin.error) {
    const error =
      begin.error ??
      expired(
        `too old resource version: ${begin.revision} (${store.history.compactedRevision})`,
      );
    write('ERROR', error.toStatus());
    response.end();
    return;
  }
  if (begin.revision === undefined) {
    for (const object of store.list(definition.id, namespace)) {
      if (isSelected(object)) {
        write('ADDED', representObject(resource, object, representation));
      }
    }
    if (begin.endsInitialEvents) {
      bookmark({ 'k8s.io/initial-events-end': 'true' });
    }
  }
  missed.forEach(deliver);

  const unsubscribe = store.subscribe(change => {
    if (change.resource === definition.id) {
      deliver(change);
    }
  });
  const pulse = bookmarks ? setInterval(bookmark, bookmarkInterval) : undefined;
  const end = () => {
    unsubscribe();
    clearInterval(pulse);
    clearTimeout(timer);
    open.delete(end);
    response.end();
  };
  const timer = setTimeout(() => {
    if (bookmarks) {
      bookmark();
    }
    end();
  }, timeout);
  open.add(end);
  response.on('close', end);
}

interface Start {
  /** Changes after this one; absent = all objects first. */
  revision?: number;
  endsInitialEvents?: boolean;
  error?: ApiError;
}

function startOf(request: ApiRequest, current: number): Start {
  const given = request.query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(given)) {
    throw badRequest(`invalid resource version "${given}"`);
  }
  const asked = Number(given || 0);
  const error =
    asked > current ? tooLargeResourceVersion(asked, current) : undefined;
  if (request.query.get('sendInitialEvents') === 'true') {
    return { endsInitialEvents: true, error };
  }
  return asked === 0 ? {} : { revision: asked, error };
}

/** An object that begins or ceases to match is added or deleted for this watch. */
function changeFor(
  { type, object, previous }: ObjectChange,
  isSelected: ObjectPredicate,
): { type: string; object: KubernetesObject } | undefined {
  const before = previous !== undefined && isSelected(previous);
  const after = type !== 'DELETED' && isSelected(object);
  if (after) {
    return { type: before ? 'MODIFIED' : 'ADDED', object };
  }
  if (!before) {
    return undefined;
  }
  return {
    type: 'DELETED',
    object:
      type === 'DELETED'
        ? object
        : {
            ...previous,
            metadata: {
              ...previous.metadata,
              resourceVersion: object.metadata.resourceVersion,
            },
          },
  };
}
