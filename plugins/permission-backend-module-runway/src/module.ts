import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { Roles } from './Roles';
import { RunwayPolicy } from './RunwayPolicy';

/** Sets the portal's permission policy. */
export const permissionModuleRunway = createBackendModule({
  pluginId: 'permission',
  moduleId: 'runway-policy',
  register(env) {
    env.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ policy, config }) {
        const environments =
          config.getOptionalConfigArray('runway.environments') ?? [];
        policy.setPolicy(
          new RunwayPolicy(
            Roles.fromConfig(config),
            environments.map(environment => environment.getString('name')),
          ),
        );
      },
    });
  },
});
