import {
  HealthStatus,
  healthStatusSchema,
  ResourceRef,
} from '@runway/plugin-argocd-common';

interface Named {
  group?: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** What Argo CD says of health, in words that the contract knows. */
export const healthOf = (status: string | undefined): HealthStatus =>
  healthStatusSchema.catch('Unknown').parse(status);

/** From the one that needs attention most to the one that needs none. */
export const HEALTHS_BY_URGENCY: readonly HealthStatus[] = [
  'Degraded',
  'Missing',
  'Progressing',
  'Unknown',
  'Suspended',
  'Healthy',
];

export const refOf = ({
  group,
  kind,
  namespace,
  name,
}: Named): ResourceRef => ({
  group: group ?? '',
  kind,
  ...(namespace && { namespace }),
  name,
});

/** The same text for the same object of one application. */
export const resourceKey = ({ group, kind, namespace, name }: Named): string =>
  [group ?? '', kind, namespace ?? '', name].join('/');

/** Texts of upstreams have no end of their own. */
export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
