import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
} from '@backstage/catalog-model';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { Readers } from '../service/Readers';

/** Label of an Argo CD application that names the team in whose folder its values lie. */
const TEAM_LABEL = 'runway.aerq.io/team';

/** What the catalog says of a service that Runway deploys. */
export interface ServiceFacts {
  name: string;
  /** Team in whose folder of the GitOps repository its values lie. */
  team: string;
  /** Path of its repository in GitLab. */
  project: string;
  /** Entity refs. */
  owners: string[];
}

/** Reads services from the catalog as a person may see them. */
export class ServiceReader {
  constructor(
    private readonly options: {
      readers: Pick<Readers, 'component' | 'requireRead'>;
      index: ApplicationIndex;
    },
  ) {}

  /**
   * @throws NotAllowedError when the reader may not see what runs at all
   * @throws NotFoundError when the catalog has no such component or doesn't show it to the reader
   */
  async get(
    service: string,
    options: { credentials: BackstageCredentials },
  ): Promise<ServiceFacts> {
    const { readers } = this.options;
    await readers.requireRead(options);
    return this.factsOf(service, await readers.component(service, options));
  }

  factsOf(service: string, entity: Entity): ServiceFacts {
    const owners = (entity.relations ?? [])
      .filter(({ type }) => type === RELATION_OWNED_BY)
      .map(({ targetRef }) => targetRef);
    const team =
      teamOf(this.options.index.ofService(service)) ??
      (owners[0] ? parseEntityRef(owners[0]).name : 'unknown');
    return {
      name: service,
      team,
      project:
        entity.metadata.annotations?.['gitlab.com/project-slug'] ??
        `${team}/${service}`,
      owners,
    };
  }
}

const teamOf = (records: ApplicationRecord[]) =>
  records.map(({ labels }) => labels[TEAM_LABEL]).find(Boolean);
