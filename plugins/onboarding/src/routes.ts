import { createRouteRef } from '@backstage/frontend-plugin-api';

/** `/onboarding`: one's own first days, and those of others. */
export const onboardingRouteRef = createRouteRef();
