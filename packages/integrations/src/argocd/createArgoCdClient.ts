import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { UpstreamRequest } from '../http/UpstreamRequest';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { CallOptions } from '../upstreams/UpstreamClient';
import {
  createArgoCdApi,
  jsonBody,
  pathOf,
  query,
  scope,
  withListMetadata,
} from './ArgoCdApi';
import type { ArgoCdClient } from './ArgoCdClient';
import type { ApplicationFilter } from './ArgoCdDeliveryTypes';
import type { ArgoCdApplicationList } from './ArgoCdTypes';
import {
  applicationListSchema,
  applicationSchema,
  projectSchema,
  userInfoSchema,
  versionSchema,
} from './argocdSchemas';
import { resourceOperations } from './resourceOperations';
import { streamOperations } from './streamOperations';

/** Makes the client of one Argo CD instance. */
export function createArgoCdClient(transport: UpstreamTransport): ArgoCdClient {
  const api = createArgoCdApi(transport);
  const { call, slow } = api;

  const list = async (
    operation: string,
    input: ApplicationFilter & {
      fields?: string[];
      appNamespace?: string;
    } = {},
    options?: CallOptions,
  ): Promise<ArgoCdApplicationList> => {
    const { fields, ...filter } = input;
    const path = `/api/v1/applications${query({
      ...filter,
      fields: withListMetadata(fields),
    })}`;
    const answer = call(operation, path, applicationListSchema, options);
    // Asked for one name, Argo CD answers 404 when there is none.
    return filter.name === undefined
      ? answer
      : (await undefinedIfNotFound(answer)) ?? { items: [] };
  };

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

    patchApplication: (name, { patch, ...rest }, options) =>
      call('patchApplication', pathOf(name), applicationSchema, options, {
        ...jsonBody('PATCH', {
          name,
          ...rest,
          patch: JSON.stringify(patch),
          patchType: 'merge',
        }),
        // A merge patch says what shall be.
        effect: 'idempotent',
      }),

    sync: (name, input, options) => {
      const { syncOptions, ...rest } = input ?? {};
      return call(
        'sync',
        `${pathOf(name)}/sync`,
        applicationSchema,
        options,
        jsonBody('POST', {
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
        jsonBody('POST', { name, ...input }),
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

    project: (name, options) =>
      call(
        'project',
        `/api/v1/projects/${encodeURIComponent(name)}`,
        projectSchema,
        options,
      ),

    ...resourceOperations(api),
    ...streamOperations(api),
  };
}
