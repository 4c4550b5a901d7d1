import type { AuthService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { registerLocation } from '../catalog/registerLocation';
import type {
  Operation,
  OperationContext,
  Plan,
  PlanContext,
} from './Operation';
import { StepFailedError } from './StepFailedError';

const inputSchema = z.object({
  path: z.string().default('catalog-info.yaml'),
});

const POLL_MS = 300;
/** How often the catalog is asked to read the file anew: by itself it tries again minutes after a failure. */
const REFRESH_MS = 5_000;
const TIMEOUT_MS = 2 * 60_000;

/** Registers the service's `catalog-info.yaml` and waits until its page exists. */
export class CatalogRegister implements Operation {
  readonly id = 'runway:catalog:register';

  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  async plan(_input: JsonObject, { facts }: PlanContext): Promise<Plan> {
    return {
      files: [],
      resources: [
        {
          kind: 'catalog-location',
          system: 'catalog',
          key: `component:default/${facts.name}`,
          title: 'Page in the catalog with owner, API, docs and links',
          effect: 'create',
        },
      ],
    };
  }

  async execute(input: JsonObject, context: OperationContext) {
    const { path } = inputSchema.parse(input);
    const { facts, upstreams, signal } = context;
    const entityRef = `component:default/${facts.name}`;
    const target = `${upstreams.gitlab().webUrl}/${facts.team}/${
      facts.name
    }/-/blob/main/${path}`;
    const credentials = await this.options.auth.getOwnServiceCredentials();
    const { catalog } = this.options;

    const { details } = await context.ensure(
      {
        kind: 'catalog-location',
        system: 'catalog',
        instance: 'catalog',
        key: entityRef,
        title: 'Page in the catalog with owner, API, docs and links',
      },
      async () => {
        const location = await registerLocation(target, this.options);
        return {
          url: `/catalog/default/component/${facts.name}`,
          details: {
            target,
            locationId: location.id,
            locationRef: location.entityRef,
          },
        };
      },
    );

    const deadline = Date.now() + TIMEOUT_MS;
    let refreshAt = Date.now() + REFRESH_MS;
    while (Date.now() < deadline) {
      const entity = await catalog.getEntityByRef(entityRef, { credentials });
      if (entity) {
        const origin =
          entity.metadata.annotations?.[
            'backstage.io/managed-by-origin-location'
          ];
        if (origin !== `url:${target}`) {
          throw new ConflictError(
            `The catalog has another ${entityRef}, from ${origin}. Choose another name for the service.`,
          );
        }
        context.log(`${entityRef} is in the catalog`);
        return { entityRef };
      }
      await context.waitFor('The catalog to read catalog-info.yaml');
      if (Date.now() > refreshAt) {
        await catalog
          .refreshEntity(String(details.locationRef), { credentials })
          .catch(error => context.log(`The catalog reads later: ${error}`));
        refreshAt = Date.now() + REFRESH_MS;
      }
      await sleep(POLL_MS, undefined, { signal });
    }
    throw new StepFailedError(
      `The catalog has not read ${target} after ${
        TIMEOUT_MS / 60_000
      } minutes.`,
      'Check that the file is valid, then press Retry.',
      'catalog',
    );
  }
}
