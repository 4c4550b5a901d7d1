import type { ZodType } from 'zod';
import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { CallOptions } from '../upstreams/UpstreamClient';
import { clientNode } from './clientNode';
import { KubernetesApi } from './KubernetesApi';
import type { KubernetesClient } from './KubernetesClient';
import {
  accessReviewSchema,
  eventListSchema,
  objectListSchema,
  objectSchema,
  podListSchema,
  versionSchema,
} from './kubernetesSchemas';
import type {
  AccessCheck,
  KubernetesEvent,
  KubernetesHealth,
} from './KubernetesTypes';

const defaultLimit = 500;

/** Makes the client of one cluster. */
export function createKubernetesClient(
  transport: UpstreamTransport,
): KubernetesClient {
  const api = new KubernetesApi(transport);

  const read = (
    operation: string,
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    name: string,
    options?: CallOptions,
  ) =>
    api.objects({ operation, answer: objectSchema, ...options }, objects =>
      objects.read({ apiVersion, kind, metadata: { name, namespace } }),
    );

  const list = <T>(
    operation: string,
    answer: ZodType<T>,
    input: Parameters<KubernetesClient['list']>[0],
    options?: CallOptions,
  ) =>
    api.objects({ operation, answer, ...options }, objects =>
      objects.list(
        input.apiVersion,
        input.kind,
        input.namespace,
        undefined,
        undefined,
        undefined,
        input.fieldSelector,
        input.labelSelector,
        input.limit ?? defaultLimit,
        input.continue,
      ),
    );

  return {
    system: 'kubernetes',
    instance: transport.config.name,
    webUrl: transport.config.webUrl,
    get breakerState() {
      return transport.breakerState;
    },

    async health(input, options) {
      const [version, access] = await Promise.all([
        new (clientNode().VersionApi)(
          api.configuration({
            operation: 'health',
            answer: versionSchema,
            ...options,
          }),
        ).getCode(),
        Promise.all(
          (input?.access ?? []).map(check => review(api, check, options)),
        ),
      ]);
      return {
        version: version.gitVersion,
        platform: version.platform || undefined,
        access,
      };
    },

    read: (apiVersion, kind, namespace, name, options) =>
      read('read', apiVersion, kind, namespace, name, options),

    find: (apiVersion, kind, namespace, name, options) =>
      undefinedIfNotFound(
        read('find', apiVersion, kind, namespace, name, options),
      ),

    list: (input, options) =>
      list(
        'list',
        objectListSchema(input.apiVersion, input.kind),
        input,
        options,
      ),

    findNamespace: (name, options) =>
      undefinedIfNotFound(
        read('findNamespace', 'v1', 'Namespace', undefined, name, options),
      ),

    async podsOf({ namespace, selector, limit }, options) {
      const pods = await list(
        'podsOf',
        podListSchema,
        {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace,
          labelSelector: selector,
          limit,
        },
        options,
      );
      return pods.items;
    },

    async eventsOf({ namespace, kind, name, uid, limit }, options) {
      const fields = Object.entries({
        'involvedObject.kind': kind,
        'involvedObject.name': name,
        'involvedObject.uid': uid,
      }).flatMap(([field, value]) => (value ? [`${field}=${value}`] : []));
      const events = await list(
        'eventsOf',
        eventListSchema,
        {
          apiVersion: 'v1',
          kind: 'Event',
          namespace,
          fieldSelector: fields.length > 0 ? fields.join(',') : undefined,
          limit,
        },
        options,
      );
      return events.items.sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
    },

    podLog({ namespace, pod, ...input }, options) {
      const path = ['namespaces', namespace, 'pods', pod, 'log'];
      const query = new URLSearchParams(
        Object.entries(input).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, String(value)]],
        ),
      );
      return transport.request({
        operation: 'podLog',
        method: 'GET',
        path: `/api/v1/${path.map(encodeURIComponent).join('/')}?${query}`,
        parse: ({ body }) => body.toString('utf8'),
        ...options,
      });
    },
  };
}

async function review(
  api: KubernetesApi,
  check: AccessCheck,
  options?: CallOptions,
): Promise<KubernetesHealth['access'][number]> {
  const reviews = new (clientNode().AuthorizationV1Api)(
    api.configuration({
      operation: 'health',
      answer: accessReviewSchema,
      // A question, though it is asked with POST.
      effect: 'none',
      ...options,
    }),
  );
  const { status } = await reviews.createSelfSubjectAccessReview({
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { ...check } },
    },
  });
  return {
    ...check,
    allowed: status?.allowed === true,
    ...(status?.reason && { reason: status.reason }),
  };
}

/** Newer events have only `eventTime`. ISO 8601 sorts as text. */
function timeOf(event: KubernetesEvent): string {
  return (
    event.lastTimestamp ??
    event.eventTime ??
    event.firstTimestamp ??
    event.metadata.creationTimestamp ??
    ''
  );
}
