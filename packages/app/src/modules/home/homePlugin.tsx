import {
  AppRootElementBlueprint,
  createExternalRouteRef,
  createFrontendPlugin,
  createRouteRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiHome5Line } from '@remixicon/react';
import { VisitObserver } from './gettingStarted/VisitObserver';

const homeRouteRef = createRouteRef();

/** Where a person chooses what to create. */
export const createExternalRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});

/** The list of services. */
export const catalogExternalRef = createExternalRouteRef({
  defaultTarget: 'catalog.catalogIndex',
});

/** The list of documentation. */
export const docsExternalRef = createExternalRouteRef({
  defaultTarget: 'techdocs.root',
});

const homePage = PageBlueprint.make({
  params: {
    path: '/',
    routeRef: homeRouteRef,
    title: 'Home',
    icon: <RiHome5Line fontSize="inherit" />,
    noHeader: true,
    loader: async () => {
      const { HomePage } = await import('./HomePage');
      return <HomePage />;
    },
  },
});

const visitObserver = AppRootElementBlueprint.make({
  name: 'visit-observer',
  params: { element: <VisitObserver /> },
});

/** The first page: what needs me, what I can create, what ran lately, where to start on day one. */
export const homePlugin = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  routes: { root: homeRouteRef },
  externalRoutes: {
    create: createExternalRef,
    catalog: catalogExternalRef,
    docs: docsExternalRef,
  },
  extensions: [homePage, visitObserver],
});
