import { createRouteRef } from '@backstage/frontend-plugin-api';

/** `/status`: how the upstream systems are. */
export const statusRouteRef = createRouteRef();
