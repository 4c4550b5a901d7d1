import { ArgoCdApplication } from '@runway/integrations';
import {
  DeployedState,
  ENVIRONMENT_LABEL,
  EnvironmentState,
  healthStatusSchema,
  syncStatusSchema,
} from '@runway/plugin-argocd-common';
import { ApplicationSource } from './ApplicationSource';

/**
 * What one environment of a service looks like.
 *
 * @param applications - all applications of the service in the environment's Argo CD; undefined when that is not known
 */
export function toEnvironmentState(options: {
  service: string;
  environment: string;
  source: Pick<ApplicationSource, 'name' | 'webUrl'>;
  applications: ArgoCdApplication[] | undefined;
}): EnvironmentState {
  const { service, environment, source, applications } = options;
  const place = { environment, source: source.name };
  if (!applications) {
    return { state: 'unknown', ...place };
  }
  const application = applications.find(
    app => app.metadata.labels?.[ENVIRONMENT_LABEL] === environment,
  );
  if (!application) {
    return { state: 'absent', ...place };
  }
  const { name, namespace } = application.metadata;
  const { status } = application;
  return {
    state: 'deployed',
    ...place,
    application: name,
    sync: syncStatusSchema.catch('Unknown').parse(status.sync?.status),
    ...readHealth(application),
    ...readVersion(application, service),
    url: [source.webUrl, 'applications', namespace, name]
      .filter(Boolean)
      .join('/'),
  };
}

function readHealth(
  application: ArgoCdApplication,
): Pick<DeployedState, 'health' | 'healthMessage'> {
  const { status } = application;
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
  return { health, ...(healthMessage && { healthMessage }) };
}

function readVersion(
  application: ArgoCdApplication,
  service: string,
): Pick<DeployedState, 'revision' | 'imageTag' | 'deployedAt'> {
  const { status } = application;
  // The chart comes first, the GitOps repository with the service's values last.
  const revision = status.sync?.revisions?.at(-1) ?? status.sync?.revision;
  const imageTag = findImageTag(status.summary?.images ?? [], service);
  const deployedAt = status.history
    ?.map(deployment => deployment.deployedAt)
    .filter(time => time !== undefined)
    .sort()
    .at(-1);
  return {
    ...(revision && { revision }),
    ...(imageTag && { imageTag }),
    ...(deployedAt && { deployedAt }),
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
