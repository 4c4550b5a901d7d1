import { type ArgoCdApi, pathOf, query, scope } from './ArgoCdApi';
import type { ArgoCdClient } from './ArgoCdClient';
import {
  managedResourcesSchema,
  manifestsSchema,
  resourceEventsSchema,
  resourceTreeSchema,
} from './argocdSchemas';
import {
  applicationSetsSchema,
  resourceSchema,
  revisionMetadataSchema,
} from './deliverySchemas';

/** What applications consist of, and where they come from. */
export function resourceOperations({
  call,
  slow,
}: ArgoCdApi): Pick<
  ArgoCdClient,
  | 'resourceTree'
  | 'managedResources'
  | 'manifests'
  | 'resource'
  | 'events'
  | 'resourceEvents'
  | 'revisionMetadata'
  | 'listApplicationSets'
> {
  return {
    resourceTree: (name, input, options) =>
      call(
        'resourceTree',
        `${pathOf(name)}/resource-tree${query(scope(input))}`,
        resourceTreeSchema,
        options,
      ),

    managedResources: (name, input, options) =>
      call(
        'managedResources',
        `${pathOf(name)}/managed-resources${query({
          ...scope(input),
          ...input?.resource,
        })}`,
        managedResourcesSchema,
        options,
      ),

    manifests: (name, input, options) =>
      call(
        'manifests',
        `${pathOf(name)}/manifests${query({
          ...scope(input),
          revision: input?.revision,
        })}`,
        manifestsSchema,
        options,
        slow,
      ),

    resource: (name, { resource, ...input }, options) =>
      call(
        'resource',
        `${pathOf(name)}/resource${query({
          ...scope(input),
          group: resource.group,
          version: resource.version,
          kind: resource.kind,
          namespace: resource.namespace,
          resourceName: resource.name,
        })}`,
        resourceSchema,
        options,
      ),

    events: (name, input, options) =>
      call(
        'events',
        `${pathOf(name)}/events${query(scope(input))}`,
        resourceEventsSchema,
        options,
      ),

    resourceEvents: (name, input, options) =>
      call(
        'resourceEvents',
        `${pathOf(name)}/events${query({
          ...scope(input),
          resourceNamespace: input.resourceNamespace,
          resourceName: input.resourceName,
          resourceUID: input.resourceUID,
        })}`,
        resourceEventsSchema,
        options,
      ),

    revisionMetadata: (name, revision, input, options) =>
      call(
        'revisionMetadata',
        `${pathOf(name)}/revisions/${encodeURIComponent(
          revision,
        )}/metadata${query({
          ...scope(input),
          sourceIndex: input?.sourceIndex?.toString(),
          versionId: input?.historyId?.toString(),
        })}`,
        revisionMetadataSchema,
        options,
      ),

    listApplicationSets: (input, options) =>
      call(
        'listApplicationSets',
        `/api/v1/applicationsets${query({
          selector: input?.selector,
          projects: input?.projects,
          appsetNamespace: input?.namespace,
        })}`,
        applicationSetsSchema,
        options,
      ),
  };
}
