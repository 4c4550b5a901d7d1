import {
  createFrontendModule,
  ErrorDisplay,
  NotFoundErrorPage,
} from '@backstage/frontend-plugin-api';
import { SwappableComponentBlueprint } from '@backstage/plugin-app-react';

/** What a person sees when something is missing or broken, in the portal's own words. */
export const errorsModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SwappableComponentBlueprint.make({
      name: 'core-not-found-error-page',
      params: define =>
        define({
          component: NotFoundErrorPage,
          loader: async () => (await import('./NotFoundPage')).NotFoundPage,
        }),
    }),
    SwappableComponentBlueprint.make({
      name: 'core-error-display',
      params: define =>
        define({
          component: ErrorDisplay,
          loader: async () => (await import('./BrokenPart')).BrokenPart,
        }),
    }),
  ],
});
