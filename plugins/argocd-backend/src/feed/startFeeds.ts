import {
  AuthService,
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import type { Meter } from '@opentelemetry/api';
import { ArgoCdClient, Upstreams } from '@runway/integrations';
import type { Knex } from 'knex';
import { ApplicationFeed, FeedTiming } from './ApplicationFeed';
import { ChangeSignals } from './ChangeSignals';
import { KeyedChannels } from './Channels';
import { FeedTelemetry } from './FeedTelemetry';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { readChannelKey } from './readChannelKey';
import { ServiceOwners } from './ServiceOwners';

/**
 * Makes the index and what feeds it. Feeding begins when the portal has started, so that it doesn't hold up the start, and
 * ends with it.
 *
 * @param options.knex - the plugin's database, migrated
 */
export async function startFeeds(options: {
  auth: AuthService;
  catalog: Pick<CatalogService, 'streamEntities'>;
  knex: Knex;
  lifecycle: LifecycleService;
  logger: LoggerService;
  meter: Meter;
  signals: SignalsService;
  upstreams: Upstreams;
  timing?: Partial<FeedTiming>;
}) {
  const { knex, lifecycle, upstreams } = options;
  const clients = upstreams
    .clients()
    .filter((client): client is ArgoCdClient => client.system === 'argocd');
  const index = new InMemoryApplicationIndex({
    instances: clients.map(({ instance }) => instance),
  });
  const channels = new KeyedChannels(await readChannelKey(knex));
  const owners = new ServiceOwners({
    ...options,
    onRead: () =>
      index.update(record => {
        const { service, project, team } = record.summary;
        const now = owners.teamOf(service, project);
        return now === team
          ? undefined
          : { ...record, summary: { ...record.summary, team: now } };
      }),
  });
  const telemetry = new FeedTelemetry({ ...options, index });
  const feeds = clients.map(
    client =>
      new ApplicationFeed({
        ...options,
        client,
        index,
        teamOf: owners.teamOf,
        telemetry,
      }),
  );
  const signals = new ChangeSignals({
    ...options,
    channels,
    index,
    servicesOf: owners.servicesOf,
  });
  lifecycle.addStartupHook(() => {
    owners.start();
    feeds.forEach(feed => feed.start());
  });
  lifecycle.addShutdownHook(async () => {
    signals.stop();
    await Promise.all([owners.stop(), ...feeds.map(feed => feed.stop())]);
  });
  return { index, channels, signals };
}
