import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { ArgocdClient, SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import { argocdApiRef } from './api/argocdApiRef';

const argocdApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: argocdApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new ArgocdClient(options),
    }),
});

/** Card of a component's overview: what runs in each environment, in promotion order. */
export const environmentsCard = EntityCardBlueprint.make({
  name: 'environments',
  params: {
    type: 'content',
    filter: {
      kind: 'component',
      [`metadata.annotations.${SERVICE_ANNOTATION}`]: { $exists: true },
    },
    loader: async () => {
      const { EnvironmentsCard } = await import(
        './components/EnvironmentsCard/EnvironmentsCard'
      );
      return <EnvironmentsCard />;
    },
  },
});

/** The Argo CD plugin. */
export const argocdPlugin = createFrontendPlugin({
  pluginId: 'argocd',
  title: 'Argo CD',
  extensions: [argocdApi, environmentsCard],
});
