import type { Request } from 'express';
import type { KubernetesObject } from '../../core/SandboxContext';
import type { Session } from '../auth/Accounts';
import type { ManagedResource } from '../controller/Comparison';
import { kubeVersion } from '../controller/compareApplication';
import { predictLive } from '../controller/managedDifferences';
import { maskSecrets } from '../controller/maskSecret';
import { normalizeTargets } from '../controller/normalizeTargets';
import type { Application, ApplicationSource } from '../model/Application';
import type { ResourceNode } from '../model/ApplicationTree';
import { sourcesOf } from '../model/applicationSpec';
import { isOnPaper, paperManagedResources } from '../model/paperApplication';
import { refOf, resourceKey } from '../model/ResourceKey';
import type { ClusterCache } from '../stores/ClusterCache';
import {
  findApplication,
  objectName,
  queries,
  query,
  targetOf,
  type ApiSystems,
} from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { GrpcCode, GrpcError, invalidArgument } from './GrpcError';
import { messageOf } from '../model/messageOf';

/** What an application consists of: tree, states, manifests, events, revisions. */
export function resourceRoutes(router: ApiRouter, systems: ApiSystems) {
  const { clusters, controller, enforcer, events, generator, repositories } =
    systems;
  const find = (request: Request, session: Session) =>
    findApplication(systems, session, 'get', targetOf(request));
  const clusterOf = (application: Application) =>
    clusters.cache(clusters.resolve(application.spec.destination));

  router.get('/applications/:name/resource-tree', (request, session) =>
    controller.tree(find(request, session)),
  );

  router.get(
    '/applications/:name/managed-resources',
    async (request, session) => {
      const application = find(request, session);
      const filters = (['group', 'kind', 'namespace', 'name'] as const).map(
        field => ({ field, value: query(request, field) }),
      );
      const isWanted = (resource: Partial<ManagedResource>) =>
        !resource.hook &&
        filters.every(
          ({ field, value }) => !value || resource[field] === value,
        );
      if (isOnPaper(application)) {
        return { items: paperManagedResources(application).filter(isWanted) };
      }
      const comparison = await controller.comparison(application);
      const items = (comparison?.managed ?? [])
        .filter(isWanted)
        .map(resource => describeDifference(resource, comparison!.cluster));
      return items.length > 0 ? { items } : {};
    },
  );

  router.get('/applications/:name/manifests', async (request, session) => {
    const application = find(request, session);
    const { spec, metadata } = application;
    const sources = sourcesOf(spec);
    const revisions: Array<string | undefined> = sources.map(
      source => source.targetRevision,
    );
    if (query(request, 'revision')) {
      revisions[0] = query(request, 'revision');
    }
    const wanted = queries(request, 'revisions');
    for (const [index, position] of queries(
      request,
      'sourcePositions',
    ).entries()) {
      revisions[Number(position) - 1] = wanted[index];
    }
    const cluster = clusterOf(application);
    const generated = await generator
      .generate({
        application: metadata.name,
        namespace: spec.destination.namespace ?? '',
        sources,
        revisions,
        kubeVersion,
        apiVersions: cluster.customApiVersions(),
        noCache: query(request, 'noCache') === 'true',
      })
      .catch(error => {
        throw new GrpcError(GrpcCode.Unknown, messageOf(error));
      });
    const manifests = generated.flatMap(source => {
      const { objects, hooks } = normalizeTargets(
        source.manifests,
        metadata.name,
        spec.destination.namespace ?? '',
        cluster,
      );
      return [...objects, ...hooks];
    });
    return {
      manifests: manifests.map(manifest =>
        JSON.stringify(maskSecrets(manifest, undefined).target),
      ),
      namespace: spec.destination.namespace ?? '',
      server: clusters.resolve(spec.destination).server,
      revision: generated[0].revision,
      sourceType: generated[0].type,
    };
  });

  router.get('/applications/:name/resource', async (request, session) => {
    const application = find(request, session);
    const object = await liveObject(request, application);
    return { manifest: JSON.stringify(maskSecrets(undefined, object).live) };
  });

  router.delete('/applications/:name/resource', async (request, session) => {
    const application = find(request, session);
    enforcer.check(session, 'applications', 'delete', objectName(application));
    const object = await liveObject(request, application);
    clusterOf(application).access.delete(refOf(object));
    return {};
  });

  router.get('/applications/:name/events', (request, session) => {
    const application = find(request, session);
    const uid = query(request, 'resourceUID');
    const name = query(request, 'resourceName');
    const items =
      uid || name
        ? clusterOf(application).eventsOf(uid ?? '')
        : events.of(application.metadata.name);
    return { metadata: {}, items };
  });

  router.get('/applications/:name/links', (request, session) => {
    find(request, session);
    return { items: [] };
  });

  router.get('/applications/:name/syncwindows', (request, session) => {
    find(request, session);
    return { canSync: true };
  });

  router.get(
    '/applications/:name/revisions/:revision/metadata',
    async (request, session) => {
      const source = sourceOfRequest(request, find(request, session));
      try {
        const repository = repositories.at(source.repoURL);
        const commit = await repository.resolve(request.params.revision);
        const { author, date, message, tags } = await repository.metadata(
          commit,
        );
        return {
          author,
          date,
          ...(tags.length > 0 ? { tags } : {}),
          message,
        };
      } catch (error) {
        throw new GrpcError(
          GrpcCode.Unknown,
          `revision ${request.params.revision} must be resolved: ${messageOf(
            error,
          )}`,
        );
      }
    },
  );

  /** @throws GrpcError when the object is no part of the application */
  async function liveObject(
    request: Request,
    application: Application,
  ): Promise<KubernetesObject> {
    const wanted = {
      group: query(request, 'group') ?? '',
      kind: query(request, 'kind') ?? '',
      namespace: query(request, 'namespace') ?? '',
      name: query(request, 'resourceName') ?? '',
    };
    const tree = await controller.tree(application);
    const isWanted = (node: ResourceNode) =>
      (node.group ?? '') === wanted.group &&
      node.kind === wanted.kind &&
      (node.namespace ?? '') === wanted.namespace &&
      node.name === wanted.name;
    const node = [...tree.nodes, ...(tree.orphanedNodes ?? [])].find(isWanted);
    const object = clusterOf(application).get(resourceKey(wanted));
    if (!node?.uid || !object) {
      throw invalidArgument(
        `${wanted.kind} ${wanted.group} ${wanted.name} not found as part of application ${application.metadata.name}`,
      );
    }
    return object;
  }
}

/** States of an object as JSON texts, `null` where there is none. */
function describeDifference(resource: ManagedResource, cluster: ClusterCache) {
  const { group, kind, namespace, name, differences } = resource;
  const { target, live } = maskSecrets(resource.target, resource.live);
  const liveState = live && withoutManagedFields(live);
  // For a Secret the cluster's prediction would show what the mask hides.
  const predicted =
    resource.target && resource.kind !== 'Secret'
      ? predictLive(resource.target, cluster)
      : target;
  const predictedState = predicted && withoutManagedFields(predicted);
  return {
    ...(group ? { group } : {}),
    kind,
    ...(namespace ? { namespace } : {}),
    name,
    targetState: JSON.stringify(target ?? null),
    liveState: JSON.stringify(liveState ?? null),
    normalizedLiveState: JSON.stringify(liveState ?? null),
    predictedLiveState: JSON.stringify(predictedState ?? null),
    ...(resource.live
      ? { resourceVersion: resource.live.metadata.resourceVersion }
      : {}),
    ...(differences.length > 0 || !resource.target || !resource.live
      ? { modified: true }
      : {}),
  };
}

function withoutManagedFields(object: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** @throws GrpcError when the application has no such source or version */
function sourceOfRequest(
  request: Request,
  { spec, status }: Application,
): ApplicationSource {
  const unknown = (message: string) =>
    new GrpcError(
      GrpcCode.Unknown,
      `error getting app source by source index and version ID: ${message}`,
    );
  let sources = sourcesOf(spec);
  const version = query(request, 'versionId');
  if (version !== undefined) {
    const entry = status.history?.find(({ id }) => id === Number(version));
    if (!entry) {
      throw unknown(
        status.history?.length
          ? `error getting source by version ID: revision history not found for version ID ${version}`
          : `error getting source by version ID: version ID ${version} not found because the app has no history`,
      );
    }
    sources = entry.sources?.length ? entry.sources : [entry.source!];
  }
  const index = Number(query(request, 'sourceIndex') ?? 0);
  if (!sources[index]) {
    throw unknown(
      sources.length === 1
        ? `source index ${index} not found because there is only 1 source`
        : `source index ${index} not found because there are only ${sources.length} sources`,
    );
  }
  return sources[index];
}
