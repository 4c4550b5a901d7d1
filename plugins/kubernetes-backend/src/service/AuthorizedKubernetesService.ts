import type {
  AuditorService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  kubernetesClustersReadPermission,
  kubernetesResourcesReadPermission,
} from '@backstage/plugin-kubernetes-common';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import {
  podLogReadPermission,
  type PodLogQuery,
  type PodRef,
} from '@runway/plugin-kubernetes-common';
import type { KubernetesService } from './KubernetesService';
import type { PodOwners } from './PodOwners';

type Who = { credentials: BackstageCredentials };

/** Asks the policy before anything is said. Who read which log leaves a trace. */
export class AuthorizedKubernetesService implements KubernetesService {
  constructor(
    private readonly options: {
      inner: KubernetesService;
      owners: Pick<PodOwners, 'of'>;
      permissions: PermissionsService;
      auditor: AuditorService;
    },
  ) {}

  async clusters(who: Who) {
    await this.#require(kubernetesClustersReadPermission, who);
    return this.options.inner.clusters(who);
  }

  async objects(entityRef: string, who: Who) {
    await this.#require(kubernetesResourcesReadPermission, who);
    return this.options.inner.objects(entityRef, who);
  }

  async podEvents(ref: PodRef, who: Who) {
    await this.#require(kubernetesResourcesReadPermission, who);
    await this.options.owners.of(ref);
    return this.options.inner.podEvents(ref, who);
  }

  async podLog(ref: PodRef, query: PodLogQuery, who: Who) {
    const audit = await this.options.auditor.createEvent({
      eventId: 'pod-log-read',
      severityLevel: 'low',
      meta: { ...ref, container: query.container, previous: query.previous },
    });
    try {
      const entityRefs = await this.options.owners.of(ref);
      await this.#requireLogs(entityRefs, who);
      const log = await this.options.inner.podLog(ref, query, who);
      await audit.success({ meta: { entityRefs } });
      return log;
    } catch (error) {
      await audit.fail({ error: error as Error });
      throw error;
    }
  }

  /** Whoever claims a service that somebody else has too gets no further by it: all of its components have to allow it. */
  async #requireLogs(entityRefs: string[], who: Who): Promise<void> {
    const decisions = await this.options.permissions.authorize(
      entityRefs.map(resourceRef => ({
        permission: podLogReadPermission,
        resourceRef,
      })),
      who,
    );
    const denied = entityRefs.find(
      (_, at) => decisions[at].result !== AuthorizeResult.ALLOW,
    );
    if (denied) {
      throw new NotAllowedError(
        `Logs of ${
          parseEntityRef(denied).name
        } are for the team that owns it, and for platform engineers. Ask one of them.`,
      );
    }
  }

  async #require(permission: BasicPermission, who: Who): Promise<void> {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission }],
      who,
    );
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError('You may not see what runs in clusters');
    }
  }
}
