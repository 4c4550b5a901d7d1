import { EnvironmentState } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';

/**
 * What one environment of a service looks like.
 *
 * @param records - all applications of the service; undefined when the environment's Argo CD hasn't told yet
 */
export function toEnvironmentState(options: {
  environment: string;
  /** Name of the environment's Argo CD. */
  source: string;
  records: ApplicationRecord[] | undefined;
  urlOf(record: ApplicationRecord): string;
}): EnvironmentState {
  const { environment, source, records, urlOf } = options;
  const place = { environment, source };
  if (!records) {
    return { state: 'unknown', ...place };
  }
  const record = records.find(
    ({ summary }) =>
      summary.instance === source && summary.environment === environment,
  );
  if (!record) {
    return { state: 'absent', ...place };
  }
  const { name, sync, health, healthMessage, revision, version, deployedAt } =
    record.summary;
  return {
    state: 'deployed',
    ...place,
    application: name,
    sync,
    health,
    ...(healthMessage && { healthMessage }),
    ...(revision && { revision }),
    ...(version && { imageTag: version }),
    ...(deployedAt && { deployedAt }),
    url: urlOf(record),
  };
}
