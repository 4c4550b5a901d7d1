import type { Session } from '../auth/Accounts';
import { setOperation } from '../controller/setOperation';
import type {
  Application,
  Operation,
  RetryStrategy,
  SyncOperation,
  SyncResource,
} from '../model/Application';
import {
  hasMultipleSources,
  isAutomated,
  sourceOf,
  sourcesOf,
} from '../model/applicationSpec';
import {
  findApplication,
  objectName,
  targetOf,
  type ApiSystems,
} from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import {
  anotherOperationInProgress,
  failedPrecondition,
  GrpcCode,
  GrpcError,
  invalidArgument,
} from './GrpcError';
import { messageOf } from '../model/messageOf';

interface SyncRequest {
  project?: string;
  appNamespace?: string;
  revision?: string;
  revisions?: string[];
  /** Positions of the sources that `revisions` are for, from 1. */
  sourcePositions?: Array<string | number>;
  prune?: boolean;
  dryRun?: boolean;
  resources?: SyncResource[];
  strategy?: SyncOperation['syncStrategy'];
  syncOptions?: { items?: string[] };
  retryStrategy?: RetryStrategy;
  infos?: Operation['info'];
  manifests?: string[];
}

/** Sync, roll back, terminate. */
export function operationRoutes(router: ApiRouter, systems: ApiSystems) {
  const { applications, enforcer, events } = systems;

  router.post('/applications/:name/sync', async (request, session) => {
    const body: SyncRequest = request.body ?? {};
    const application = findApplication(systems, session, 'get', {
      name: request.params.name,
      project: body.project,
      appNamespace: body.appNamespace,
    });
    enforcer.check(session, 'applications', 'sync', objectName(application));
    if (body.manifests) {
      throw new GrpcError(
        GrpcCode.Unimplemented,
        'the sandbox syncs from Git only, not from local manifests',
      );
    }
    refuseWhileDeleting(application);
    const { spec } = application;
    const revisions = await resolveRevisions(systems, application, body);
    const multiple = hasMultipleSources(spec);
    const syncOptions = body.syncOptions?.items ?? spec.syncPolicy?.syncOptions;
    const retry = body.retryStrategy ?? spec.syncPolicy?.retry;
    const started = begin(session, application, {
      sync: {
        ...(multiple
          ? { sources: spec.sources, revisions }
          : { source: sourceOf(spec), revision: revisions[0] }),
        ...(body.prune ? { prune: true } : {}),
        ...(body.dryRun ? { dryRun: true } : {}),
        ...(body.resources?.length ? { resources: body.resources } : {}),
        ...(syncOptions ? { syncOptions } : {}),
        ...(body.strategy ? { syncStrategy: body.strategy } : {}),
      },
      ...(body.infos ? { info: body.infos } : {}),
      ...(retry ? { retry } : {}),
    });
    events.record(
      started,
      'OperationStarted',
      `${session.username} initiated ${
        body.resources?.length ? 'partial ' : ''
      }sync to ${revisions.join(',')}`,
    );
    return started;
  });

  router.post('/applications/:name/rollback', (request, session) => {
    const { id = 0, prune, dryRun, project, appNamespace } = request.body ?? {};
    const application = findApplication(systems, session, 'sync', {
      name: request.params.name,
      project,
      appNamespace,
    });
    refuseWhileDeleting(application);
    if (isAutomated(application.spec)) {
      throw failedPrecondition(
        'rollback cannot be initiated when auto-sync is enabled',
      );
    }
    const entry = application.status.history?.find(
      candidate => candidate.id === Number(id),
    );
    if (!entry) {
      throw invalidArgument(
        `application ${application.metadata.namespace}/${application.metadata.name} does not have deployment with id ${id}`,
      );
    }
    const { syncPolicy } = application.spec;
    const started = begin(session, application, {
      sync: {
        ...(entry.sources
          ? { sources: entry.sources, revisions: entry.revisions }
          : { source: entry.source, revision: entry.revision }),
        ...(dryRun ? { dryRun: true } : {}),
        ...(prune ? { prune: true } : {}),
        ...(syncPolicy?.syncOptions
          ? { syncOptions: syncPolicy.syncOptions }
          : {}),
        syncStrategy: { apply: {} },
      },
    });
    events.record(
      started,
      'OperationStarted',
      `${session.username} initiated rollback to ${id}`,
    );
    return started;
  });

  router.delete('/applications/:name/operation', (request, session) => {
    const application = findApplication(
      systems,
      session,
      'sync',
      targetOf(request),
    );
    const { operation, status, metadata } = application;
    if (!operation || !status.operationState) {
      throw invalidArgument(
        'Unable to terminate operation. No operation is in progress',
      );
    }
    applications.update(metadata.name, draft => {
      draft.status.operationState!.phase = 'Terminating';
    });
    events.record(
      application,
      'ResourceUpdated',
      `${session.username} terminated running operation`,
    );
    return {};
  });

  function begin(
    session: Session,
    { metadata }: Application,
    operation: Omit<Operation, 'initiatedBy'>,
  ): Application {
    const started = setOperation(applications, metadata.name, {
      ...operation,
      initiatedBy: { username: session.username },
    });
    if (!started) {
      throw anotherOperationInProgress().wrap('error setting app operation');
    }
    return started;
  }
}

function refuseWhileDeleting({ metadata }: Application) {
  if (metadata.deletionTimestamp) {
    throw failedPrecondition('application is deleting');
  }
}

/** Commit ids to sync to; other ones than the spec's only without auto-sync. */
async function resolveRevisions(
  { repositories }: ApiSystems,
  { spec }: Application,
  request: SyncRequest,
): Promise<string[]> {
  const sources = sourcesOf(spec);
  const multiple = hasMultipleSources(spec);
  const wanted: Array<string | undefined> = multiple ? [] : [request.revision];
  for (const [index, position] of (request.sourcePositions ?? []).entries()) {
    if (multiple) {
      if (Number(position) <= 0 || Number(position) > sources.length) {
        throw new GrpcError(
          GrpcCode.Unknown,
          'source position is out of range',
        );
      }
      wanted[Number(position) - 1] = request.revisions?.[index];
    }
  }
  const automated = isAutomated(spec) && !request.dryRun;
  return Promise.all(
    sources.map(async ({ repoURL, targetRevision }, index) => {
      const revision = wanted[index];
      if (automated && revision && revision !== (targetRevision || 'HEAD')) {
        throw failedPrecondition(
          `Cannot sync ${
            multiple ? `source ${repoURL} ` : ''
          }to ${revision}: auto-sync currently set to ${targetRevision ?? ''}`,
        );
      }
      try {
        const repository = repositories.at(repoURL);
        // What was pushed a moment ago counts.
        repository.forgetRefs();
        return await repository.resolve(revision || targetRevision);
      } catch (error) {
        throw failedPrecondition(
          `error resolving repo revision: rpc error: code = Unknown desc = ${messageOf(
            error,
          )}`,
        );
      }
    }),
  );
}
