import {
  createRouteRef,
  createSubRouteRef,
  createExternalRouteRef,
} from '@backstage/frontend-plugin-api';

/** `/runs`: the history of runs. */
export const runsRouteRef = createRouteRef();

/** `/runs/:id`: one run. */
export const runRouteRef = createSubRouteRef({
  parent: runsRouteRef,
  path: '/:id',
});

/** `/changes`: what is about to be taken down or given to another team. */
export const changesRouteRef = createRouteRef();

/** `/changes/new`: asks for a change; `kind` and `entityRef` are in the query. */
export const newChangeRouteRef = createSubRouteRef({
  parent: changesRouteRef,
  path: '/new',
});

/** `/changes/:id`: one change. */
export const changeRouteRef = createSubRouteRef({
  parent: changesRouteRef,
  path: '/:id',
});

/** `/reconciliation`: where the ledger and the upstreams disagree. */
export const reconciliationRouteRef = createRouteRef();

/** Where a person starts a run: the gallery of templates. */
export const createRouteExternalRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});

/** The wizard of one template. */
export const templateRouteExternalRef = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});

/** Who did what in the portal. */
export const auditRouteExternalRef = createExternalRouteRef({
  defaultTarget: 'audit.root',
});

/** All entities of the catalog. */
export const catalogRouteExternalRef = createExternalRouteRef({
  defaultTarget: 'catalog.catalogIndex',
});

/** Search over everything. */
export const searchRouteExternalRef = createExternalRouteRef({
  defaultTarget: 'search.root',
});
