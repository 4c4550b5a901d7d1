import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { RiUserStarLine } from '@remixicon/react';
import { OnboardingClient } from '@runway/plugin-onboarding-common';
import { onboardingApiRef } from './api/onboardingApiRef';
import { onboardingRouteRef } from './routes';

const onboardingApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: onboardingApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: options => new OnboardingClient(options),
    }),
});

/** `/onboarding`. The backend decides whose first days a person sees. */
export const onboardingPage = PageBlueprint.make({
  params: {
    path: '/onboarding',
    routeRef: onboardingRouteRef,
    title: 'Onboarding',
    icon: <RiUserStarLine size={20} />,
    loader: async () => {
      const { OnboardingPage } = await import('./components/OnboardingPage');
      return <OnboardingPage />;
    },
  },
});

/** First days, from the invitation to the first change in production. */
export const onboardingPlugin = createFrontendPlugin({
  pluginId: 'onboarding',
  title: 'Onboarding',
  icon: <RiUserStarLine size={20} />,
  routes: { root: onboardingRouteRef },
  extensions: [onboardingApi, onboardingPage],
});
