import {
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

/** `/delivery`: all applications. */
export const deliveryRouteRef = createRouteRef();

/** `/delivery/:instance/:namespace/:name`: one application. */
export const applicationRouteRef = createSubRouteRef({
  parent: deliveryRouteRef,
  path: '/:instance/:namespace/:name',
});
