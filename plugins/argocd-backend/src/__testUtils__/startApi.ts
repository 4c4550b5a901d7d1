import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { DeliveryClient } from '@runway/plugin-argocd-common';
import { argocdPlugin } from '../plugin';
import { runwayConfig } from './runwayConfig';
import { entities, permissionsOfTeams } from './startActing';

/** The plugin behind its HTTP API, for members of teams; `mayList`: who may see all applications. */
export async function startApi(
  config: ReturnType<typeof runwayConfig>,
  options: { mayList?: boolean } = {},
) {
  const { server } = await startTestBackend({
    features: [
      argocdPlugin,
      catalogServiceMock.factory({ entities }),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () =>
          permissionsOfTeams({ mayList: options.mayList ?? false }),
      }),
      mockServices.rootConfig.factory({ data: config }),
    ],
  });
  const baseUrl = `http://localhost:${server.port()}/api/argocd`;

  function withHeader(authorization: string) {
    const send: typeof fetch = (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...init?.headers, authorization },
      });
    const client = new DeliveryClient({
      discoveryApi: { getBaseUrl: async () => baseUrl },
      fetchApi: { fetch: send },
    });
    return {
      client,
      /** @param path - below the plugin's address */
      raw: (path: string, init?: RequestInit) =>
        send(`${baseUrl}${path}`, init),
    };
  }

  return {
    /** @param person - user entity ref */
    as: (person: string) => withHeader(mockCredentials.user.header(person)),
    asService: () => withHeader(mockCredentials.service.header()),
  };
}
