import { ApplicationScope } from '@runway/integrations';
import { ApplicationRef } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';

/** What every call about an application carries: with the project, Argo CD tells absent from forbidden. */
export const scopeOf = ({ summary }: ApplicationRecord): ApplicationScope => ({
  project: summary.project,
  appNamespace: summary.namespace,
});

export const applicationRefOf = ({
  summary: { instance, namespace, name },
}: ApplicationRecord): ApplicationRef => ({ instance, namespace, name });

/** The instance as people know it. */
export const argoCdTitle = ({ summary }: ApplicationRecord): string =>
  `Argo CD ${summary.instance}`;

/** One text for each application of all instances. */
export const applicationKey = ({
  instance,
  namespace,
  name,
}: ApplicationRef): string => `${instance}/${namespace}/${name}`;
