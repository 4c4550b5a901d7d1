import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  KUBERNETES_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
} from '@backstage/plugin-kubernetes-common';
import {
  kubernetesApiRef,
  kubernetesAuthProvidersApiRef,
  kubernetesClusterLinkFormatterApiRef,
  kubernetesProxyApiRef,
} from '@backstage/plugin-kubernetes-react';
import { PodClient } from './api/PodClient';
import { serverSideAuth } from './api/serverSideAuth';
import { WorkloadsClient } from './api/WorkloadsClient';

const kubernetesApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: kubernetesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new WorkloadsClient(deps),
    }),
});

const authProvidersApi = ApiBlueprint.make({
  name: 'auth-providers',
  params: defineParams =>
    defineParams({
      api: kubernetesAuthProvidersApiRef,
      deps: {},
      factory: () => serverSideAuth,
    }),
});

const podApi = ApiBlueprint.make({
  name: 'proxy',
  params: defineParams =>
    defineParams({
      api: kubernetesProxyApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new PodClient(deps),
    }),
});

const clusterLinksApi = ApiBlueprint.make({
  name: 'cluster-link-formatter',
  params: defineParams =>
    defineParams({
      api: kubernetesClusterLinkFormatterApiRef,
      deps: {},
      // No dashboard is configured for any cluster.
      factory: () => ({ formatClusterLink: async () => undefined }),
    }),
});

/** Tab of what has something in clusters: its workloads and pods, with their logs and events. */
export const kubernetesTab = EntityContentBlueprint.make({
  params: {
    path: '/kubernetes',
    title: 'Kubernetes',
    filter: {
      $any: [
        {
          [`metadata.annotations.${KUBERNETES_ANNOTATION}`]: { $exists: true },
        },
        {
          [`metadata.annotations.${KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION}`]:
            { $exists: true },
        },
      ],
    },
    loader: async () => {
      const { KubernetesTab } = await import(
        './components/KubernetesTab/KubernetesTab'
      );
      return <KubernetesTab />;
    },
  },
});

/** Backstage's view of workloads, over Runway's own backend. */
export const kubernetesPlugin = createFrontendPlugin({
  pluginId: 'kubernetes',
  title: 'Kubernetes',
  extensions: [
    kubernetesApi,
    authProvidersApi,
    podApi,
    clusterLinksApi,
    kubernetesTab,
  ],
});
