import { createBackend } from '@backstage/backend-defaults';
import { checkEnvironment } from './checkEnvironment';
import { compileSchemasQuickly } from './compileSchemasQuickly';
import { databaseServiceFactory } from './databaseServiceFactory';
import { pluginTokenCache } from './pluginTokenCache';
import { rootHttpRouter } from './rootHttpRouter';
import { schedulerService } from './schedulerService';
import { startTelemetry } from './telemetry/startTelemetry';
import { telemetryShutdown } from './telemetry/telemetryShutdown';

checkEnvironment();
compileSchemasQuickly();

const telemetry = startTelemetry(process.env);
const backend = createBackend();

backend.add(databaseServiceFactory);
backend.add(pluginTokenCache);
backend.add(rootHttpRouter);
backend.add(schedulerService);
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

// Who may come in, and what they may do
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@runway/plugin-auth-backend-module-runway'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@runway/plugin-permission-backend-module-runway'));
backend.add(import('@runway/plugin-audit-backend'));

// Catalog, documentation, search
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@runway/plugin-catalog-backend-module-runway'));
backend.add(import('@backstage/plugin-techdocs-backend'));
backend.add(import('@runway/plugin-techdocs-backend-module-markdown'));
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
backend.add(import('@runway/plugin-search-backend-module-docs'));

// Golden paths
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@runway/plugin-provisioning-backend'));
backend.add(import('@runway/plugin-scaffolder-backend-module-provisioning'));

// What runs where
backend.add(import('@runway/plugin-argocd-backend'));
backend.add(import('@runway/plugin-clusters-backend'));
backend.add(import('@runway/plugin-kubernetes-backend'));
backend.add(import('@runway/plugin-upstreams-backend'));
backend.add(import('@runway/plugin-onboarding-backend'));

// The same for assistants
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));

backend.add(telemetryShutdown(telemetry));

// Instruments that are made before telemetry is there stay without effect.
telemetry
  .then(() => backend.start())
  .catch(error => {
    // Without this the process would stay, answering with the plugins that did start.
    process.stderr.write(
      `Runway can't start: ${error instanceof Error ? error.message : error}\n`,
    );
    process.exit(1);
  });
