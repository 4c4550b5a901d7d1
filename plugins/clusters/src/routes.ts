import {
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** `/clusters`: the namespaces of all clusters. */
export const clustersRouteRef = createRouteRef();

/** `/clusters/:cluster/:name`: one namespace. */
export const namespaceRouteRef = createSubRouteRef({
  parent: clustersRouteRef,
  path: '/:cluster/:name',
});
