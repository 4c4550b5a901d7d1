import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  RiFileEditLine,
  RiPlayCircleLine,
  RiScales3Line,
} from '@remixicon/react';
import {
  ChangesClient,
  ProvisioningClient,
  ReconciliationClient,
} from '@runway/plugin-provisioning-common';
import { changesApiRef } from './api/changesApiRef';
import { provisioningApiRef } from './api/provisioningApiRef';
import { reconciliationApiRef } from './api/reconciliationApiRef';
import {
  decommissionMenuItem,
  decommissionResourceMenuItem,
  transferMenuItem,
} from './changeMenuItems';
import {
  auditRouteExternalRef,
  catalogRouteExternalRef,
  changeRouteRef,
  changesRouteRef,
  createRouteExternalRef,
  newChangeRouteRef,
  reconciliationRouteRef,
  runRouteRef,
  runsRouteRef,
  searchRouteExternalRef,
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

const changesApi = ApiBlueprint.make({
  name: 'changes',
  params: defineParams =>
    defineParams({
      api: changesApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new ChangesClient(options),
    }),
});

const reconciliationApi = ApiBlueprint.make({
  name: 'reconciliation',
  params: defineParams =>
    defineParams({
      api: reconciliationApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new ReconciliationClient(options),
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

/** `/changes`, `/changes/new` and `/changes/:id`. */
export const changesPage = PageBlueprint.make({
  name: 'changes',
  params: {
    path: '/changes',
    routeRef: changesRouteRef,
    title: 'Changes',
    icon: <RiFileEditLine fontSize="inherit" />,
    loader: async () => {
      const { ChangesRouter } = await import(
        './components/Changes/ChangesRouter'
      );
      return <ChangesRouter />;
    },
  },
});

/** `/reconciliation`. */
export const reconciliationPage = PageBlueprint.make({
  name: 'reconciliation',
  params: {
    path: '/reconciliation',
    routeRef: reconciliationRouteRef,
    title: 'Reconciliation',
    icon: <RiScales3Line fontSize="inherit" />,
    loader: async () => {
      const { ReconciliationPage } = await import(
        './components/Reconciliation/ReconciliationPage'
      );
      return <ReconciliationPage />;
    },
  },
});

/** Card of an overview: the change that is about to take it down or move it. */
export const entityChangesCard = EntityCardBlueprint.make({
  name: 'changes',
  params: {
    type: 'info',
    filter: { kind: { $in: ['component', 'resource'] } },
    loader: async () => {
      const { EntityChangesCard } = await import(
        './components/Cards/EntityChangesCard'
      );
      return <EntityChangesCard />;
    },
  },
});

/** Card of an overview: the runs that made a service, or ordered a resource. */
export const entityRunsCard = EntityCardBlueprint.make({
  name: 'runs',
  params: {
    type: 'info',
    filter: { kind: { $in: ['component', 'resource'] } },
    loader: async () => {
      const { EntityRunsCard } = await import(
        './components/Cards/EntityRunsCard'
      );
      return <EntityRunsCard />;
    },
  },
});

/** Runs and changes: following them, retrying, undoing, approving, their history. */
export const provisioningPlugin = createFrontendPlugin({
  pluginId: 'provisioning',
  title: 'Runs',
  icon: <RiPlayCircleLine fontSize="inherit" />,
  // None is called root: the header of each page would lead there instead of to its own page.
  routes: {
    runs: runsRouteRef,
    run: runRouteRef,
    changes: changesRouteRef,
    change: changeRouteRef,
    newChange: newChangeRouteRef,
    reconciliation: reconciliationRouteRef,
  },
  externalRoutes: {
    create: createRouteExternalRef,
    template: templateRouteExternalRef,
    audit: auditRouteExternalRef,
    catalog: catalogRouteExternalRef,
    search: searchRouteExternalRef,
  },
  extensions: [
    provisioningApi,
    changesApi,
    reconciliationApi,
    runsPage,
    changesPage,
    reconciliationPage,
    entityChangesCard,
    entityRunsCard,
    decommissionMenuItem,
    decommissionResourceMenuItem,
    transferMenuItem,
  ],
});
