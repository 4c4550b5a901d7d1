import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ArgocdApi } from '@runway/plugin-argocd-common';

/** What runs where, for components. */
export const argocdApiRef = createApiRef<ArgocdApi>({
  id: 'plugin.argocd.client',
});
