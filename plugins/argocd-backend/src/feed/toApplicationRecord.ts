import { ArgoCdApplication, ArgoCdOperation } from '@runway/integrations';
import {
  ApplicationSummary,
  ENVIRONMENT_LABEL,
  healthStatusSchema,
  Operation,
  operationSchema,
  SERVICE_LABEL,
  syncStatusSchema,
} from '@runway/plugin-argocd-common';
import { ApplicationRecord } from './ApplicationIndex';

/** Entry of an operation's `info` that names who asked for it in Runway: a user entity ref. */
export const REQUESTED_BY_INFO = 'runway.aerq.io/requested-by';

const TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';
/** Longer annotations are whole manifests, kept by kubectl. */
const MAX_ANNOTATION = 1_024;
const MAX_MESSAGE = 1_000;
const MAX_HISTORY = 10;

/** Where Argo CD keeps its applications unless told otherwise. */
const DEFAULT_NAMESPACE = 'argocd';

/**
 * Takes from an application what the portal keeps of it.
 *
 * @param context.instance - name of the Argo CD instance
 * @param context.teamOf - team of a service or project, if it has one
 * @param context.intern - gives back an equal string that is kept already, so that what thousands share is there once
 */
export function toApplicationRecord(
  application: ArgoCdApplication,
  context: {
    instance: string;
    teamOf(service: string | undefined, project: string): string | undefined;
    intern?(text: string): string;
  },
): ApplicationRecord {
  const { metadata, spec, status } = application;
  const intern = context.intern ?? (text => text);
  const labels = internAll(metadata.labels, intern);
  const project = intern(spec.project ?? 'default');
  const service = labels[SERVICE_LABEL];
  const environment = labels[ENVIRONMENT_LABEL];
  const team = context.teamOf(service, project);
  const images = status.summary?.images ?? [];
  const history = readHistory(application, intern);
  const operation = readOperation(application);
  const revision = lastRevision(status.sync, intern);
  const version = service && findImageTag(images, service);
  const deployedAt = history
    .map(entry => entry.deployedAt)
    .sort()
    .at(-1);
  const destinationNamespace = spec.destination?.namespace;
  const summary: ApplicationSummary = {
    instance: context.instance,
    namespace: intern(metadata.namespace || DEFAULT_NAMESPACE),
    name: metadata.name,
    project,
    ...(service && { service }),
    ...(environment && { environment }),
    ...(team && { team: intern(team) }),
    cluster: intern(
      spec.destination?.name || spec.destination?.server || 'unknown',
    ),
    ...(destinationNamespace && {
      destinationNamespace: intern(destinationNamespace),
    }),
    sync: syncStatusSchema.catch('Unknown').parse(status.sync?.status),
    ...readHealth(application),
    autoSync: isAutoSynced(application),
    ...(revision && { revision }),
    ...(version && { version }),
    ...(deployedAt && { deployedAt }),
    ...(operation && { operation }),
    ...(metadata.deletionTimestamp && { deleting: true }),
  };
  const parent = readParent(application);
  return {
    summary,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    labels,
    annotations: internAll(metadata.annotations, intern),
    gitSources: readSources(application, intern),
    images: images.map(intern),
    history,
    operationInfo: Object.fromEntries(
      (operationOf(application)?.info ?? []).map(({ name, value }) => [
        intern(name),
        value,
      ]),
    ),
    ...(parent && { parent }),
  };
}

function internAll(
  texts: Record<string, string> | undefined,
  intern: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts ?? {})
      .filter(([, value]) => value.length <= MAX_ANNOTATION)
      .map(([name, value]) => [intern(name), intern(value)]),
  );
}

/** The chart comes first, the GitOps repository with the service's values last. */
function lastRevision(
  from: { revision?: string; revisions?: string[] } | undefined,
  intern: (text: string) => string,
): string | undefined {
  const revision = from?.revisions?.at(-1) ?? from?.revision;
  return revision && intern(revision);
}

function isAutoSynced({ spec }: ArgoCdApplication): boolean {
  const automated = spec.syncPolicy?.automated;
  return Boolean(automated) && automated?.enabled !== false;
}

function readHealth({
  status,
}: ArgoCdApplication): Pick<ApplicationSummary, 'health' | 'healthMessage'> {
  const health = healthStatusSchema
    .catch('Unknown')
    .parse(status.health?.status);
  if (health === 'Healthy') {
    return { health };
  }
  const failing = status.resources?.find(
    resource =>
      resource.health?.message && resource.health.status !== 'Healthy',
  );
  const healthMessage =
    (failing &&
      `${failing.kind} ${failing.name}: ${failing.health!.message}`) ||
    status.health?.message ||
    status.conditions?.find(condition => condition.type.endsWith('Error'))
      ?.message;
  return {
    health,
    ...(healthMessage && { healthMessage: cut(healthMessage) }),
  };
}

/** While a rollout goes on, two tags of the service run: then neither is named. */
function findImageTag(images: string[], service: string): string | undefined {
  const tags = new Set<string>();
  for (const image of images) {
    const [repository] = image.split('@');
    const path = repository.slice(repository.lastIndexOf('/') + 1);
    const [name, tag] = path.split(':');
    if (name === service && tag) {
      tags.add(tag);
    }
  }
  return tags.size === 1 ? [...tags][0] : undefined;
}

const underWay = ['Running', 'Terminating'];

function isWaiting({ operation, status }: ArgoCdApplication): boolean {
  // Argo CD keeps what was asked for until it has ended; with an operation before it, it hasn't begun.
  return (
    Boolean(operation) && !underWay.includes(status.operationState?.phase ?? '')
  );
}

function operationOf(
  application: ArgoCdApplication,
): ArgoCdOperation | undefined {
  return isWaiting(application)
    ? application.operation
    : application.status.operationState?.operation;
}

function readOperation(application: ArgoCdApplication): Operation | undefined {
  const { operationState } = application.status;
  const asked = operationOf(application);
  const by =
    asked?.info?.find(({ name }) => name === REQUESTED_BY_INFO)?.value ??
    initiator(asked?.initiatedBy);
  if (isWaiting(application)) {
    return { phase: 'Waiting', ...(by && { by }) };
  }
  const phase = operationSchema.shape.phase.safeParse(operationState?.phase);
  if (!operationState || !phase.success) {
    return undefined;
  }
  const { startedAt, finishedAt, message } = operationState;
  return {
    phase: phase.data,
    ...(startedAt && { startedAt }),
    ...(finishedAt && { finishedAt }),
    ...(message && { message: cut(message) }),
    ...(by && { by }),
  };
}

function initiator(
  by: { username?: string; automated?: boolean } | undefined,
): string | undefined {
  return by?.automated ? 'automated' : by?.username || undefined;
}

function readHistory(
  { status }: ArgoCdApplication,
  intern: (text: string) => string,
): ApplicationRecord['history'] {
  return (status.history ?? []).slice(-MAX_HISTORY).flatMap(entry => {
    if (!entry.deployedAt) {
      return [];
    }
    const revision = lastRevision(entry, intern);
    const by = initiator(entry.initiatedBy);
    return {
      id: entry.id,
      ...(revision && { revision }),
      ...(entry.deployStartedAt && { startedAt: entry.deployStartedAt }),
      deployedAt: entry.deployedAt,
      ...(by && { by: intern(by) }),
    };
  });
}

function readSources(
  { spec, status }: ArgoCdApplication,
  intern: (text: string) => string,
): ApplicationRecord['gitSources'] {
  const several = spec.sources ?? [];
  const sources = several.length ? several : [spec.source ?? []].flat();
  const revisions = several.length
    ? status.sync?.revisions
    : [status.sync?.revision];
  return sources.map((source, index) => {
    const revision = revisions?.[index];
    return {
      repository: intern(source.repoURL),
      ...(source.path && { path: intern(source.path) }),
      ...(source.chart && { chart: intern(source.chart) }),
      ...(source.targetRevision && {
        targetRevision: intern(source.targetRevision),
      }),
      ...(revision && { revision: intern(revision) }),
    };
  });
}

function readParent({
  metadata,
}: ArgoCdApplication): ApplicationRecord['parent'] {
  const owner = metadata.ownerReferences?.[0];
  if (owner) {
    return { kind: owner.kind, name: owner.name };
  }
  const [tracker] = metadata.annotations?.[TRACKING_ANNOTATION]?.split(':') ?? [
    '',
  ];
  return tracker && tracker !== metadata.name
    ? { kind: 'Application', name: tracker }
    : undefined;
}

const cut = (text: string) =>
  text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE - 1)}…` : text;
