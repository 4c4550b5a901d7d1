import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { failureOf } from './__testUtils__/failureOf';
import { upstreamsConfig } from './__testUtils__/upstreamsConfig';
import type { Upstreams } from './upstreams/Upstreams';
import { upstreamsServiceRef } from './upstreamsServiceRef';

function plugin(pluginId: string, seen: Upstreams[]) {
  return createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: {
          upstreams: upstreamsServiceRef,
          logger: coreServices.logger,
        },
        async init({ upstreams }) {
          seen.push(upstreams);
        },
      });
    },
  });
}

describe('upstreamsServiceRef', () => {
  it('needs nothing but the configuration, and plugins share the clients', async () => {
    const seen: Upstreams[] = [];
    const data = upstreamsConfig('http://localhost:1').get<JsonObject>();
    const backend = await startTestBackend({
      features: [
        plugin('one', seen),
        plugin('two', seen),
        mockServices.rootConfig.factory({ data }),
      ],
    });
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0].gitlab().instance).toBe('main');
    await backend.stop();
  });

  it('keeps the backend from starting when the configuration is wrong', async () => {
    const error = await failureOf(
      startTestBackend({
        features: [
          plugin('one', []),
          mockServices.rootConfig.factory({ data: { runway: {} } }),
        ],
      }),
    );
    expect(error.message).toContain('runway.gitlab: is missing');
  });
});
