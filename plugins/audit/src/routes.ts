import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

/** `/audit`: who did what. */
export const auditRouteRef = createRouteRef();

/** A run that an action was about. */
export const runRouteExternalRef = createExternalRouteRef({
  params: ['id'],
  defaultTarget: 'provisioning.run',
});
