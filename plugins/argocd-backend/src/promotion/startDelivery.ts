import {
  AuditorService,
  BackstageCredentials,
  HttpAuthService,
  LifecycleService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Upstreams } from '@runway/integrations';
import type { Knex } from 'knex';
import { ApplicationAuthorizer } from '../actions/ApplicationAuthorizer';
import { ApplicationIndex } from '../feed/ApplicationIndex';
import { Channels } from '../feed/Channels';
import { GitOpsRepository } from '../gitops/GitOpsRepository';
import { Proposals } from '../gitops/Proposals';
import { DeploymentHistories } from '../history/DeploymentHistories';
import { Readers } from '../service/Readers';
import { Traces } from '../trace/Traces';
import { AuthorizedPromotionService } from './AuthorizedPromotionService';
import { Comparisons } from './Comparisons';
import { createDeliveryRouter } from './createDeliveryRouter';
import { DatabasePromotionStore } from './DatabasePromotionStore';
import { DefaultPromotionService } from './DefaultPromotionService';
import { People } from './People';
import { PromotionFollower } from './PromotionFollower';
import { ServiceReader } from './ServiceFacts';
import { StageDetails } from './StageDetails';
import { Versions } from './Versions';

/** How often GitLab is asked about promotions that wait. */
const FOLLOW_EVERY_SECONDS = 15;

/**
 * Makes what brings versions from one environment to the next and tells how they got there; follows promotions while the portal runs.
 *
 * @param options.knex - the plugin's database, migrated
 */
export async function startDelivery(options: {
  auditor: AuditorService;
  authorizer: ApplicationAuthorizer;
  catalog: Pick<CatalogService, 'getEntityByRef'>;
  channels: Channels;
  gitops: GitOpsRepository;
  httpAuth: HttpAuthService;
  index: ApplicationIndex;
  knex: Knex;
  lifecycle: LifecycleService;
  logger: LoggerService;
  people: People;
  proposals: Proposals;
  readers: Readers;
  scheduler: SchedulerService;
  signals: { changed(channel: string): void };
  upstreams: Upstreams;
}) {
  const { authorizer, channels, index, lifecycle, signals } = options;
  const versions = new Versions(options.upstreams);
  const services = new ServiceReader(options);
  const store = new DatabasePromotionStore(options.knex);
  const onChange = (service: string) =>
    signals.changed(channels.ofService(service));
  const follower = new PromotionFollower({ ...options, store, onChange });
  const promotions = new AuthorizedPromotionService({
    ...options,
    inner: new DefaultPromotionService({
      ...options,
      services,
      comparisons: new Comparisons({ ...options, versions }),
      store,
      onChange,
    }),
    async mayPromote({ service, environment }, { credentials }) {
      const { owners } = await services.get(service, { credentials });
      await authorizer.require(
        'promote',
        { owners, environment, title: `${environment} of ${service}` },
        { credentials },
      );
    },
  });

  // A rollout ends between two looks at GitLab: the index tells of it at once.
  const unsubscribe = index.subscribe(({ record: { summary } }) => {
    if (summary.service && summary.health === 'Healthy') {
      follower.expect(summary.service);
    }
  });
  lifecycle.addShutdownHook(unsubscribe);
  await options.scheduler.scheduleTask({
    id: 'argocd-follow-promotions',
    frequency: { seconds: FOLLOW_EVERY_SECONDS },
    timeout: { minutes: 1 },
    initialDelay: { seconds: FOLLOW_EVERY_SECONDS },
    fn: signal => follower.pass(signal),
  });

  return {
    store,
    details: new StageDetails({ services, versions, store, onLate: onChange }),
    router: createDeliveryRouter({
      ...options,
      promotions,
      histories: new DeploymentHistories({ ...options, versions }),
      traces: new Traces({ ...options, versions }),
      readableService: (service: string, credentials: BackstageCredentials) =>
        services.get(service, { credentials }),
    }),
  };
}
