import type { CallOptions, UpstreamClient } from '../upstreams/UpstreamClient';
import type {
  ApplicationFilter,
  ArgoCdApplicationSet,
  ArgoCdResourceRef,
  ArgoCdRevisionMetadata,
  StreamOptions,
} from './ArgoCdDeliveryTypes';
import type {
  ApplicationScope,
  ArgoCdApplication,
  ArgoCdApplicationEvent,
  ArgoCdApplicationList,
  ArgoCdHealth,
  ArgoCdManagedResource,
  ArgoCdManifests,
  ArgoCdProject,
  ArgoCdResourceEvent,
  ArgoCdResourceTree,
  SyncInput,
} from './ArgoCdTypes';

/** One Argo CD instance. Methods throw {@link UpstreamError}s. */
export interface ArgoCdClient extends UpstreamClient {
  health(options?: CallOptions): Promise<ArgoCdHealth>;

  /**
   * For lists that aren't big, or few fields: the answer is parsed as a whole, and refused above 64 MB.
   * @param input.fields - paths to keep of the answer, e.g. `items.metadata.name`; makes big lists small. Argo CD knows
   * these only: `metadata.` name, namespace, annotations, labels, creationTimestamp, deletionTimestamp; `spec`; `status.`
   * summary, health, resources, sync.status, operationState. phase, startedAt and finishedAt; `operation.sync`. So not uid,
   * resourceVersion, revisions and history: these are in whole applications, and in streams with any field.
   */
  listApplications(
    input?: ApplicationFilter & { fields?: string[] },
    options?: CallOptions,
  ): Promise<ArgoCdApplicationList>;
  /**
   * The same for thousands of whole applications: each is parsed by itself while the answer arrives, nothing is kept.
   * Sent once, without a retry; what was visited before a failure is no whole list.
   * @param visit - gets one application after the other; what it throws ends the call
   * @returns where a stream can begin
   * @throws ServiceUnavailableError also when the answer breaks off or stops coming
   */
  readApplications(
    input: ApplicationFilter & { fields?: string[] },
    visit: (application: ArgoCdApplication) => void,
    options?: StreamOptions,
  ): Promise<{ resourceVersion?: string }>;
  /**
   * Version of the newest change to any application that Argo CD has seen, in a few hundred bytes. Streams lose events
   * when Argo CD can't send them fast enough and say nothing of it: a version that moved on while a stream was silent is
   * a reason to list again. It also moves by changes of applications that aren't streamed.
   */
  applicationsVersion(options?: CallOptions): Promise<string | undefined>;
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
  /**
   * Changes an application's own object. What declares it in Git (an application of applications with self-heal, an
   * ApplicationSet) puts it back.
   *
   * @param input.patch - JSON merge patch (RFC 7396). `{ spec: { syncPolicy: { automated: null } } }` turns auto-sync
   * off; `{ enabled: false }` instead of null keeps its settings, where Argo CD (from 3.1 on) knows it: look at the answer
   */
  patchApplication(
    name: string,
    input: ApplicationScope & { patch: object },
    options?: CallOptions,
  ): Promise<ArgoCdApplication>;
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
  /** Events that Kubernetes holds about one resource of the application's tree, in no order. */
  resourceEvents(
    name: string,
    input: ApplicationScope & {
      resourceNamespace?: string;
      resourceName: string;
      resourceUID: string;
    },
    options?: CallOptions,
  ): Promise<ArgoCdResourceEvent[]>;
  /**
   * Desired and live state of each resource.
   * @param input.resource - only of this one: states are big
   */
  managedResources(
    name: string,
    input?: ApplicationScope & { resource?: Partial<ArgoCdResourceRef> },
    options?: CallOptions,
  ): Promise<ArgoCdManagedResource[]>;
  /** What the application's sources render to. */
  manifests(
    name: string,
    input?: ApplicationScope & { revision?: string },
    options?: CallOptions,
  ): Promise<ArgoCdManifests>;
  /**
   * Live state of one resource of the application, or of what it owns, as JSON text; values of Secrets are masked.
   * @throws InputError when it is none of the application's
   */
  resource(
    name: string,
    input: ApplicationScope & { resource: ArgoCdResourceRef },
    options?: CallOptions,
  ): Promise<string>;
  /** Events that Argo CD keeps about the application itself, in no order. */
  events(
    name: string,
    input?: ApplicationScope,
    options?: CallOptions,
  ): Promise<ArgoCdResourceEvent[]>;
  /**
   * @param revision - commit id
   * @param input.sourceIndex - which of several sources, from 0; the first when left out
   * @param input.historyId - looks in the sources of this entry of `status.history` instead of today's
   */
  revisionMetadata(
    name: string,
    revision: string,
    input?: ApplicationScope & { sourceIndex?: number; historyId?: number },
    options?: CallOptions,
  ): Promise<ArgoCdRevisionMetadata>;
  project(name: string, options?: CallOptions): Promise<ArgoCdProject>;
  listApplicationSets(
    input?: { selector?: string; projects?: string[]; namespace?: string },
    options?: CallOptions,
  ): Promise<ArgoCdApplicationSet[]>;

  /**
   * Changes as they happen, until the signal aborts or the connection ends. A stream isn't retried: the caller lists
   * again and begins anew, because changes in between are lost. Ends normally when the server closes it, throws
   * ServiceUnavailableError when the connection breaks or is silent for longer than `idleTimeoutMs`.
   *
   * Without `resourceVersion` it begins with an ADDED for each application there is (also with one, when `name` is given);
   * nothing tells where these end.
   *
   * @param input.fields - paths of the application to keep, e.g. `metadata.name` or `status.history`; any path there is.
   * Argo CD then leaves out events by which none of them changes
   */
  streamApplications(
    input?: ApplicationFilter & {
      resourceVersion?: string;
      fields?: string[];
    },
    options?: StreamOptions,
  ): AsyncIterable<ArgoCdApplicationEvent>;
  /** The tree now and whenever it has changed, each time as a whole. Otherwise as `streamApplications`. */
  streamResourceTree(
    name: string,
    input?: ApplicationScope,
    options?: StreamOptions,
  ): AsyncIterable<ArgoCdResourceTree>;
}
