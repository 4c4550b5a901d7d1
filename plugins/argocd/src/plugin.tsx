import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiRocketLine } from '@remixicon/react';
import {
  ArgocdClient,
  DeliveryClient,
  SERVICE_ANNOTATION,
} from '@runway/plugin-argocd-common';
import { argocdApiRef } from './api/argocdApiRef';
import { deliveryApiRef } from './api/deliveryApiRef';
import { applicationRouteRef, deliveryRouteRef } from './routes';

const argocdApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: argocdApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new ArgocdClient(options),
    }),
});

const deliveryApi = ApiBlueprint.make({
  name: 'delivery',
  params: defineParams =>
    defineParams({
      api: deliveryApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new DeliveryClient(options),
    }),
});

/** Components that Runway deploys. */
const ofServices = {
  kind: 'component',
  [`metadata.annotations.${SERVICE_ANNOTATION}`]: { $exists: true },
};

/** Card of a component's overview: what runs in each environment, in promotion order. */
export const environmentsCard = EntityCardBlueprint.make({
  name: 'environments',
  params: {
    type: 'content',
    filter: ofServices,
    loader: async () => {
      const { EnvironmentsCard } = await import(
        './components/EnvironmentsCard/EnvironmentsCard'
      );
      return <EnvironmentsCard />;
    },
  },
});

/** Tab of a component: what runs where, how it got there, promotion and rollback. */
export const deliveryTab = EntityContentBlueprint.make({
  name: 'delivery',
  params: {
    path: '/delivery',
    title: 'Delivery',
    filter: ofServices,
    loader: async () => {
      const { DeliveryTab } = await import(
        './components/DeliveryTab/DeliveryTab'
      );
      return <DeliveryTab />;
    },
  },
});

/** `/delivery`: all applications, and one of them. */
export const deliveryPage = PageBlueprint.make({
  params: {
    path: '/delivery',
    routeRef: deliveryRouteRef,
    title: 'Delivery',
    icon: <RiRocketLine fontSize="inherit" />,
    loader: async () => {
      const { DeliveryRouter } = await import(
        './components/OperatorsPage/DeliveryRouter'
      );
      return <DeliveryRouter />;
    },
  },
});

/** The Argo CD plugin. */
export const argocdPlugin = createFrontendPlugin({
  pluginId: 'argocd',
  title: 'Argo CD',
  routes: { root: deliveryRouteRef, application: applicationRouteRef },
  extensions: [
    argocdApi,
    deliveryApi,
    deliveryPage,
    environmentsCard,
    deliveryTab,
  ],
});
