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

/** Where a person starts a run: the gallery of templates. */
export const createRouteExternalRef = createExternalRouteRef({
  defaultTarget: 'scaffolder.root',
});

/** The wizard of one template. */
export const templateRouteExternalRef = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});
