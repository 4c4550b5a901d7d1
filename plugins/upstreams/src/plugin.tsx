import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiPulseLine } from '@remixicon/react';
import { UpstreamsClient } from '@runway/plugin-upstreams-common';
import { upstreamsApiRef } from './api/upstreamsApiRef';
import { statusRouteRef } from './routes';

const upstreamsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: upstreamsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new UpstreamsClient(options),
    }),
});

/** `/status`. */
export const statusPage = PageBlueprint.make({
  params: {
    path: '/status',
    routeRef: statusRouteRef,
    title: 'Status',
    icon: <RiPulseLine fontSize="inherit" />,
    loader: async () => {
      const { StatusPage } = await import('./components/StatusPage');
      return <StatusPage />;
    },
  },
});

/** Is it me, or is it the platform? */
export const upstreamsPlugin = createFrontendPlugin({
  pluginId: 'upstreams',
  title: 'Status',
  icon: <RiPulseLine fontSize="inherit" />,
  routes: { root: statusRouteRef },
  extensions: [upstreamsApi, statusPage],
});
