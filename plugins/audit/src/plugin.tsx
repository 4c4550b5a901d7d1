import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { RiFileSearchLine } from '@remixicon/react';
import { AuditClient } from '@runway/plugin-audit-common';
import { auditApiRef } from './api/auditApiRef';
import { auditRouteRef, runRouteExternalRef } from './routes';

const auditApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: auditApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new AuditClient(options),
    }),
});

/** `/audit`. Everybody has it: whoever may not see all sees their own actions. */
export const auditPage = PageBlueprint.make({
  params: {
    path: '/audit',
    routeRef: auditRouteRef,
    title: 'Audit',
    icon: <RiFileSearchLine size={20} />,
    loader: async () => {
      const { AuditPage } = await import('./components/AuditPage/AuditPage');
      return <AuditPage />;
    },
  },
});

/** Who did what in the portal. */
export const auditPlugin = createFrontendPlugin({
  pluginId: 'audit',
  title: 'Audit',
  icon: <RiFileSearchLine size={20} />,
  routes: { root: auditRouteRef },
  externalRoutes: { run: runRouteExternalRef },
  extensions: [auditApi, auditPage],
});
