import type { ZodType } from 'zod';
import { parseJson } from '../http/parseJson';
import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { UpstreamRequest } from '../http/UpstreamRequest';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { CallOptions } from '../upstreams/UpstreamClient';
import type { ArgoCdClient } from './ArgoCdClient';
import type { ApplicationScope, ArgoCdApplicationList } from './ArgoCdTypes';
import {
  applicationListSchema,
  applicationSchema,
  managedResourcesSchema,
  manifestsSchema,
  projectSchema,
  resourceTreeSchema,
  userInfoSchema,
  versionSchema,
} from './argocdSchemas';
import { readApplicationEvents } from './readApplicationEvents';

/** Makes the client of one Argo CD instance. */
export function createArgoCdClient(transport: UpstreamTransport): ArgoCdClient {
  /** Comparing with Git and rendering manifests take Argo CD longer than looking something up. */
  const slow = { timeoutMs: transport.config.timeoutMs * 3 };

  function call<T>(
    operation: string,
    path: string,
    answer: ZodType<T>,
    options: CallOptions | undefined,
    more: Partial<Omit<UpstreamRequest<T>, 'parse'>> = {},
  ): Promise<T> {
    return transport.request({
      operation,
      method: 'GET',
      path,
      parse: parseJson(answer),
      ...options,
      ...more,
    });
  }

  const list = async (
    operation: string,
    input: Parameters<ArgoCdClient['listApplications']>[0] & {
      appNamespace?: string;
    } = {},
    options?: CallOptions,
  ): Promise<ArgoCdApplicationList> => {
    const { fields, ...filter } = input;
    const path = `/api/v1/applications${query({
      ...filter,
      fields: fields && withListMetadata(fields).join(','),
    })}`;
    const answer = call(operation, path, applicationListSchema, options);
    // Asked for one name, Argo CD answers 404 when there is none.
    return filter.name === undefined
      ? answer
      : (await undefinedIfNotFound(answer)) ?? { items: [] };
  };

  const post = (body: object) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  const remove = <T>(
    operation: string,
    path: string,
    options: CallOptions | undefined,
    more: Partial<UpstreamRequest<T>> = {},
  ) =>
    transport.request<unknown>({
      operation,
      method: 'DELETE',
      path,
      // Argo CD wants it of everything but GET, as a guard against forged requests.
      headers: { 'content-type': 'application/json' },
      parse: () => undefined,
      ...options,
      ...more,
    });

  return {
    system: 'argocd',
    instance: transport.config.name,
    webUrl: transport.config.webUrl,
    get breakerState() {
      return transport.breakerState;
    },

    async health(options) {
      const [version, user] = await Promise.all([
        call('health', '/api/version', versionSchema, options),
        call('health', '/api/v1/session/userinfo', userInfoSchema, options),
      ]);
      return { version: version.Version, user };
    },

    listApplications: (input, options) =>
      list('listApplications', input, options),

    application: (name, input, options) =>
      call(
        'application',
        `${pathOf(name)}${query({ ...scope(input), refresh: input?.refresh })}`,
        applicationSchema,
        options,
        input?.refresh ? slow : {},
      ),

    async findApplication(name, input, options) {
      if (input?.project) {
        return undefinedIfNotFound(
          call(
            'findApplication',
            `${pathOf(name)}${query(scope(input))}`,
            applicationSchema,
            options,
          ),
        );
      }
      // Without the project Argo CD answers 403 for an absent application; its list is honest.
      const { items } = await list(
        'findApplication',
        { name, appNamespace: input?.appNamespace },
        options,
      );
      return items.find(({ metadata }) => metadata.name === name);
    },

    sync: (name, input, options) => {
      const { syncOptions, ...rest } = input ?? {};
      return call(
        'sync',
        `${pathOf(name)}/sync`,
        applicationSchema,
        options,
        post({
          name,
          ...rest,
          ...(syncOptions && { syncOptions: { items: syncOptions } }),
        }),
      );
    },

    async terminate(name, input, options) {
      await remove(
        'terminate',
        `${pathOf(name)}/operation${query(scope(input))}`,
        options,
        // The second time there is nothing to end, which Argo CD calls a bad request.
        { effect: 'once' },
      );
    },

    rollback: (name, input, options) =>
      call(
        'rollback',
        `${pathOf(name)}/rollback`,
        applicationSchema,
        options,
        post({ name, ...input }),
      ),

    async deleteApplication(name, input, options) {
      await remove(
        'deleteApplication',
        `${pathOf(name)}${query({
          ...scope(input),
          cascade: String(input?.cascade ?? true),
          propagationPolicy: input?.propagationPolicy,
        })}`,
        options,
      );
    },

    resourceTree: (name, input, options) =>
      call(
        'resourceTree',
        `${pathOf(name)}/resource-tree${query(scope(input))}`,
        resourceTreeSchema,
        options,
      ),

    managedResources: (name, input, options) =>
      call(
        'managedResources',
        `${pathOf(name)}/managed-resources${query(scope(input))}`,
        managedResourcesSchema,
        options,
      ),

    manifests: (name, input, options) =>
      call(
        'manifests',
        `${pathOf(name)}/manifests${query({
          ...scope(input),
          revision: input?.revision,
        })}`,
        manifestsSchema,
        options,
        slow,
      ),

    project: (name, options) =>
      call(
        'project',
        `/api/v1/projects/${encodeURIComponent(name)}`,
        projectSchema,
        options,
      ),

    streamApplications: (input, options) =>
      readApplicationEvents(
        transport,
        `/api/v1/stream/applications${query({ ...input })}`,
        options,
      ),
  };
}

function pathOf(application: string): string {
  return `/api/v1/applications/${encodeURIComponent(application)}`;
}

function scope(input: ApplicationScope | undefined) {
  return { project: input?.project, appNamespace: input?.appNamespace };
}

/** A stream begins at the list's version, so it is kept whatever fields are asked for. */
function withListMetadata(fields: string[]): string[] {
  return ['metadata.resourceVersion', ...fields];
}

function query(
  parameters: Record<string, string | readonly string[] | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value ?? []].flat()) {
      search.append(name, each);
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}
