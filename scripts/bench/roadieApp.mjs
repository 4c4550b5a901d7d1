// A stock Backstage app with Roadie's Argo CD plugin: what Runway's delivery is compared with.
import { stockApp } from './apps.mjs';

const FRONTEND = '@roadiehq/backstage-plugin-argo-cd';
const BACKEND = '@roadiehq/backstage-plugin-argo-cd-backend';

/** The latest of both on 2026-11-23. Only the stock app installs them, never Runway. */
const recipe = {
  name: 'roadie',
  dependencies: {
    app: { [FRONTEND]: '2.12.5' },
    backend: { [BACKEND]: '4.8.0' },
  },
  backendFeatures: [BACKEND],
};

/**
 * As the plugin's documentation has it: an instance a line, found through its backend, with all revisions of the history.
 *
 * @param {{stateDir: string, instances: {name: string, baseUrl: string, token: string}[], components: string}} options -
 *   `components` is a file of catalog entities
 * @returns {Promise<import('./apps.mjs').App>}
 */
export function roadieApp(env, { stateDir, instances, components }, note) {
  return stockApp(
    env,
    {
      stateDir,
      recipe,
      config: {
        argocd: {
          appLocatorMethods: [
            {
              type: 'config',
              instances: instances.map(({ name, baseUrl, token }) => ({
                name,
                url: baseUrl,
                token,
              })),
            },
          ],
        },
        catalog: {
          locations: [
            {
              type: 'file',
              target: components,
              rules: [{ allow: ['Component'] }],
            },
          ],
        },
      },
    },
    note,
  );
}
