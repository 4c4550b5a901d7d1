import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Lane, LaneStage } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { Channels } from '../feed/Channels';
import {
  InMemoryApplicationIndex,
  PATIENCE_MS,
} from '../feed/InMemoryApplicationIndex';
import { Readers } from '../service/Readers';
import { LaneDetails } from './LaneDetails';
import { matchApplications } from './matchApplications';

/** An environment as far as Argo CD is concerned. */
export interface LaneEnvironment {
  name: string;
  cluster: string;
  /** Name of the Argo CD instance. */
  argocd: string;
}

type StageApplication = LaneStage['applications'][number];

/** The way of a service through its environments, from the index. */
export class Lanes {
  constructor(
    private readonly options: {
      index: InMemoryApplicationIndex;
      channels: Channels;
      readers: Readers;
      /** In promotion order. */
      environments: readonly LaneEnvironment[];
      /** Page of an application in Argo CD. */
      urlOf(record: ApplicationRecord): string;
      /** Why auto-sync of an application is paused. */
      pausedOf?(record: ApplicationRecord): StageApplication['paused'];
      details?: LaneDetails;
    },
  ) {}

  /** @throws NotAllowedError, NotFoundError when the reader may not see what runs, or the service */
  async of(
    service: string,
    options: { credentials: BackstageCredentials },
  ): Promise<Lane> {
    const { index, readers, channels, details } = this.options;
    const [entity] = await Promise.all([
      readers.component(service, options),
      readers.requireRead(options),
    ]);
    await index.tried(PATIENCE_MS);
    const { own, annotated } = matchApplications(entity, index);
    const records =
      annotated.length && (await readers.mayList(options))
        ? [...own, ...annotated]
        : own;
    const stages = this.#stagesOf(records);
    const known = await details?.describe({ name: service, entity }, stages);
    return {
      service,
      stages: stages.map((stage, position) => ({
        ...stage,
        ...known?.[position],
      })),
      sources: index.sources(),
      channel: channels.ofService(service),
    };
  }

  /** The configured ones, then those of clusters that belong to none of them. */
  #stagesOf(records: ApplicationRecord[]): LaneStage[] {
    const { environments, index } = this.options;
    const placed = new Map<string, ApplicationRecord[]>();
    for (const record of records) {
      const place = this.#placeOf(record);
      placed.set(place, [...(placed.get(place) ?? []), record]);
    }
    const names = new Set([
      ...environments.map(({ name }) => name),
      ...[...placed.keys()].sort(),
    ]);
    return [...names].map(environment => {
      const there = placed.get(environment) ?? [];
      const argocd = environments.find(
        ({ name }) => name === environment,
      )?.argocd;
      const otherwise = argocd && !index.knows(argocd) ? 'unknown' : 'absent';
      return {
        environment,
        state: there.length ? 'deployed' : otherwise,
        applications: there
          .map(record => this.#toApplication(record))
          .sort(unwellFirst),
      };
    });
  }

  #placeOf({ summary }: ApplicationRecord): string {
    const { environment, cluster, instance } = summary;
    return (
      environment ??
      this.options.environments.find(
        each => each.argocd === instance && each.cluster === cluster,
      )?.name ??
      cluster
    );
  }

  #toApplication(record: ApplicationRecord): StageApplication {
    const { summary } = record;
    const { healthMessage, version, revision, deployedAt, operation } = summary;
    const paused = this.options.pausedOf?.(record);
    return {
      instance: summary.instance,
      namespace: summary.namespace,
      name: summary.name,
      sync: summary.sync,
      health: summary.health,
      autoSync: summary.autoSync,
      ...(healthMessage && { healthMessage }),
      ...(paused && { paused }),
      ...(version && { version }),
      ...(revision && { revision }),
      ...(deployedAt && { deployedAt }),
      ...(operation && { operation }),
      url: this.options.urlOf(record),
    };
  }
}

function unwellFirst(one: StageApplication, other: StageApplication): number {
  return (
    Number(one.health === 'Healthy') - Number(other.health === 'Healthy') ||
    Number(one.sync === 'Synced') - Number(other.sync === 'Synced') ||
    (one.name < other.name ? -1 : 1)
  );
}
