import { createBackendModule } from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { ledgerServiceRef } from '@runway/plugin-provisioning-node';
import { createActions } from './actions';

/** Adds the actions of golden-path templates to the scaffolder. */
export const scaffolderModuleProvisioning = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'provisioning',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        ledger: ledgerServiceRef,
      },
      async init({ actions, ledger }) {
        actions.addActions(...createActions(ledger));
      },
    });
  },
});
