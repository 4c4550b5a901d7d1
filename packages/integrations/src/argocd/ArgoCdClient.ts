import type { CallOptions, UpstreamClient } from '../upstreams/UpstreamClient';
import type {
  ApplicationScope,
  ArgoCdApplication,
  ArgoCdApplicationEvent,
  ArgoCdApplicationList,
  ArgoCdHealth,
  ArgoCdManagedResource,
  ArgoCdManifests,
  ArgoCdProject,
  ArgoCdResourceTree,
  SyncInput,
} from './ArgoCdTypes';

/** One Argo CD instance. Methods throw {@link UpstreamError}s. */
export interface ArgoCdClient extends UpstreamClient {
  health(options?: CallOptions): Promise<ArgoCdHealth>;

  listApplications(
    input?: {
      /** Label selector. */
      selector?: string;
      /** Only of these AppProjects. */
      projects?: string[];
      /** Only the application of this name. */
      name?: string;
      /** Paths to keep of the answer, e.g. `items.metadata.name`; makes big lists small. */
      fields?: string[];
    },
    options?: CallOptions,
  ): Promise<ArgoCdApplicationList>;
  /** @param input.refresh - compare with Git again first; `hard` drops the manifest cache too */
  application(
    name: string,
    input?: ApplicationScope & { refresh?: 'normal' | 'hard' },
    options?: CallOptions,
  ): Promise<ArgoCdApplication>;
  /** Undefined when it is absent, or not visible to the portal. */
  findApplication(
    name: string,
    input?: ApplicationScope,
    options?: CallOptions,
  ): Promise<ArgoCdApplication | undefined>;
  /** Asks for a sync; `status.operationState` tells how it goes. */
  sync(
    name: string,
    input?: SyncInput,
    options?: CallOptions,
  ): Promise<ArgoCdApplication>;
  /** Ends the operation under way. */
  terminate(
    name: string,
    input?: ApplicationScope,
    options?: CallOptions,
  ): Promise<void>;
  /**
   * @param input.id - of an entry of `status.history`
   * @throws InputError while auto-sync is on
   */
  rollback(
    name: string,
    input: ApplicationScope & { id: number; prune?: boolean; dryRun?: boolean },
    options?: CallOptions,
  ): Promise<ArgoCdApplication>;
  /** @param input.cascade - delete what it deployed too; true when left out */
  deleteApplication(
    name: string,
    input?: ApplicationScope & {
      cascade?: boolean;
      propagationPolicy?: 'foreground' | 'background' | 'orphan';
    },
    options?: CallOptions,
  ): Promise<void>;
  resourceTree(
    name: string,
    input?: ApplicationScope,
    options?: CallOptions,
  ): Promise<ArgoCdResourceTree>;
  /** Desired and live state of each resource. */
  managedResources(
    name: string,
    input?: ApplicationScope,
    options?: CallOptions,
  ): Promise<ArgoCdManagedResource[]>;
  /** What the application's sources render to. */
  manifests(
    name: string,
    input?: ApplicationScope & { revision?: string },
    options?: CallOptions,
  ): Promise<ArgoCdManifests>;
  project(name: string, options?: CallOptions): Promise<ArgoCdProject>;

  /**
   * Changes as they happen, until the signal aborts or the connection ends. A stream isn't retried: the caller lists
   * again and begins anew, because changes in between are lost. Ends normally when the server closes it, throws
   * ServiceUnavailableError when the connection breaks.
   */
  streamApplications(
    input?: {
      selector?: string;
      projects?: string[];
      name?: string;
      resourceVersion?: string;
    },
    options?: CallOptions,
  ): AsyncIterable<ArgoCdApplicationEvent>;
}
