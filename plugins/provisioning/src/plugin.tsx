import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiPlayCircleLine } from '@remixicon/react';
import { ProvisioningClient } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from './api/provisioningApiRef';
import {
  createRouteExternalRef,
  runRouteRef,
  runsRouteRef,
  templateRouteExternalRef,
} from './routes';

const provisioningApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: provisioningApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new ProvisioningClient(options),
    }),
});

/** `/runs` and `/runs/:id`. */
export const runsPage = PageBlueprint.make({
  params: {
    path: '/runs',
    routeRef: runsRouteRef,
    title: 'Runs',
    icon: <RiPlayCircleLine fontSize="inherit" />,
    loader: async () => {
      const { RunsRouter } = await import('./components/RunsRouter');
      return <RunsRouter />;
    },
  },
});

/** Card of a component's overview: the runs that made it. */
export const entityRunsCard = EntityCardBlueprint.make({
  name: 'runs',
  params: {
    type: 'info',
    filter: { kind: 'component' },
    loader: async () => {
      const { EntityRunsCard } = await import(
        './components/Cards/EntityRunsCard'
      );
      return <EntityRunsCard />;
    },
  },
});

/** Runs: following them, retrying, undoing, their history. */
export const provisioningPlugin = createFrontendPlugin({
  pluginId: 'provisioning',
  title: 'Runs',
  icon: <RiPlayCircleLine fontSize="inherit" />,
  routes: { root: runsRouteRef, run: runRouteRef },
  externalRoutes: {
    create: createRouteExternalRef,
    template: templateRouteExternalRef,
  },
  extensions: [provisioningApi, runsPage, entityRunsCard],
});
