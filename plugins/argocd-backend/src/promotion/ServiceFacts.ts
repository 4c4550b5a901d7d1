import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';

/** Label of an Argo CD application that names the team in whose folder its values lie. */
const TEAM_LABEL = 'runway.aerq.io/team';

/** What the catalog says of a service that Runway deploys. */
export interface ServiceFacts {
  name: string;
  /** Team in whose folder of the GitOps repository its values lie. */
  team: string;
  /** Path of its repository in GitLab. */
  project: string;
  /** Entity ref. */
  owner?: string;
}

/** Reads services from the catalog as a person may see them. */
export class ServiceReader {
  constructor(
    private readonly options: {
      catalog: Pick<CatalogService, 'getEntityByRef'>;
      index: ApplicationIndex;
    },
  ) {}

  /** @throws NotFoundError when the catalog has no such component or doesn't show it to the reader */
  async get(
    service: string,
    options: { credentials: BackstageCredentials },
  ): Promise<ServiceFacts> {
    const entity = await this.options.catalog.getEntityByRef(
      stringifyEntityRef({
        kind: 'component',
        namespace: DEFAULT_NAMESPACE,
        name: service,
      }),
      options,
    );
    if (!entity) {
      throw new NotFoundError(
        `The catalog has no service "${service}", or you may not see it`,
      );
    }
    const owner = entity.relations?.find(
      ({ type }) => type === 'ownedBy',
    )?.targetRef;
    const team =
      teamOf(this.options.index.ofService(service)) ??
      (owner && parseEntityRef(owner).name) ??
      'unknown';
    return {
      name: service,
      team,
      project:
        entity.metadata.annotations?.['gitlab.com/project-slug'] ??
        `${team}/${service}`,
      ...(owner && { owner }),
    };
  }
}

const teamOf = (records: ApplicationRecord[]) =>
  records.map(({ labels }) => labels[TEAM_LABEL]).find(Boolean);
