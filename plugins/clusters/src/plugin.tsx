import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiServerLine } from '@remixicon/react';
import { ClustersClient } from '@runway/plugin-clusters-common';
import { clustersApiRef } from './api/clustersApiRef';
import { clustersRouteRef, namespaceRouteRef } from './routes';

const clustersApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: clustersApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new ClustersClient(options),
    }),
});

/** `/clusters`: the namespaces of all clusters, and one of them. */
export const clustersPage = PageBlueprint.make({
  params: {
    path: '/clusters',
    routeRef: clustersRouteRef,
    title: 'Clusters',
    icon: <RiServerLine fontSize="inherit" />,
    loader: async () => {
      const { ClustersRouter } = await import('./components/ClustersRouter');
      return <ClustersRouter />;
    },
  },
});

/** How namespaces are isolated, and what is missing. */
export const clustersPlugin = createFrontendPlugin({
  pluginId: 'clusters',
  title: 'Clusters',
  icon: <RiServerLine fontSize="inherit" />,
  routes: { root: clustersRouteRef, namespace: namespaceRouteRef },
  extensions: [clustersApi, clustersPage],
});
