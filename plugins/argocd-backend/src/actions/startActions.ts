import {
  AuditorService,
  AuthService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Upstreams } from '@runway/integrations';
import { applicationActPermissions } from '@runway/plugin-argocd-common';
import type { Knex } from 'knex';
import { ApplicationAccess } from '../applications/ApplicationAccess';
import { ApplicationDetails } from '../applications/ApplicationDetails';
import { ApplicationIndex } from '../feed/ApplicationIndex';
import { ChangeSignals } from '../feed/ChangeSignals';
import { Channels } from '../feed/Channels';
import { ActionFollower } from './ActionFollower';
import { ActionRecovery } from './ActionRecovery';
import { ActionRunner } from './ActionRunner';
import { Actions } from './Actions';
import { ApplicationAuthorizer } from './ApplicationAuthorizer';
import {
  applicationResourceRef,
  inEnvironmentRule,
  isServiceOwnerRule,
} from './applicationRules';
import { AuthorizedActionsService } from './AuthorizedActionsService';
import { DatabaseActionStore } from './database/DatabaseActionStore';
import { GitChanges } from './GitChanges';
import { Pauses } from './Pauses';

/**
 * Makes what acts on applications, registers its permissions, and follows actions from the start of the portal to its end.
 *
 * @param options.knex - the plugin's database, migrated
 */
export function startActions(options: {
  auditor: AuditorService;
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  channels: Channels;
  git: GitChanges;
  index: ApplicationIndex;
  knex: Knex;
  lifecycle: LifecycleService;
  logger: LoggerService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  /** Says that something is different now. */
  signals: Pick<ChangeSignals, 'changed' | 'applicationChanged'>;
  upstreams: Upstreams;
  tickMs?: number;
}) {
  const { channels, index, lifecycle, signals, upstreams } = options;
  options.permissionsRegistry.addResourceType({
    resourceRef: applicationResourceRef,
    permissions: applicationActPermissions,
    rules: [isServiceOwnerRule, inEnvironmentRule],
  });
  const client = (instance: string) => upstreams.argocd(instance);
  const store = new DatabaseActionStore(options.knex);
  const details = new ApplicationDetails({
    index,
    client,
    channelOf: ref => channels.ofApplication(ref),
  });
  const pauses = new Pauses({ ...options, store });
  const runner = new ActionRunner({ ...options, store, client });
  const follower = new ActionFollower({
    ...options,
    store,
    recovery: new ActionRecovery({ ...options, client, runner }),
    onChange(action) {
      if (action.request.kind === 'pause' || action.request.kind === 'resume') {
        pauses.refresh();
      }
      const record = index.get(action.application);
      if (record) {
        signals.applicationChanged(record);
      } else {
        signals.changed(channels.ofApplication(action.application));
      }
    },
  });
  const access = new ApplicationAccess(options);
  const authorizer = new ApplicationAuthorizer({
    ...options,
    environments: upstreams.environments.map(({ name }) => name),
  });
  const actions = new Actions({
    ...options,
    store,
    details,
    client,
    runner,
    follower,
  });
  lifecycle.addStartupHook(() => {
    follower.start();
    pauses.start();
  });
  const stop = async () => {
    pauses.stop();
    await follower.stop();
  };
  lifecycle.addShutdownHook(stop);
  return {
    access,
    authorizer,
    details,
    pauses,
    stop,
    store,
    service: new AuthorizedActionsService({
      ...options,
      actions,
      access,
      authorizer,
    }),
  };
}
