import { createApiRef } from '@backstage/frontend-plugin-api';
import type { DeliveryApi } from '@runway/plugin-argocd-common';

/** Looks at and steers what runs. */
export const deliveryApiRef = createApiRef<DeliveryApi>({
  id: 'plugin.argocd.delivery',
});
