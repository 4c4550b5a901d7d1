import { createApiRef } from '@backstage/frontend-plugin-api';
import type { OnboardingApi } from '@runway/plugin-onboarding-common';

/** First days. */
export const onboardingApiRef = createApiRef<OnboardingApi>({
  id: 'plugin.onboarding.api',
});
