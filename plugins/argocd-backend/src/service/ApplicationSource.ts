import { ArgoCdApplication, ArgoCdClient } from '@runway/integrations';
import { SERVICE_LABEL } from '@runway/plugin-argocd-common';

/** What is read of an application; the rest, such as its full spec, stays in Argo CD. */
const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'status.sync',
  'status.health',
  'status.summary',
  'status.history',
  'status.conditions',
  'status.resources',
].map(path => `items.${path}`);

/** One Argo CD instance as the service needs it. */
export interface ApplicationSource {
  /** Name of the instance in `runway.argocd`. */
  name: string;
  /** Where people open Argo CD, without a trailing slash. */
  webUrl: string;
  /**
   * Applications of these services, in one upstream request.
   *
   * @param services - valid service names: they become part of a label selector
   * @throws UpstreamError
   */
  listApplications(services: string[]): Promise<ArgoCdApplication[]>;
}

/** Makes a source of an Argo CD client. */
export function toApplicationSource(client: ArgoCdClient): ApplicationSource {
  return {
    name: client.instance,
    webUrl: client.webUrl,
    async listApplications(services) {
      const { items } = await client.listApplications({
        selector: `${SERVICE_LABEL} in (${services.join(',')})`,
        fields: FIELDS,
      });
      return items;
    },
  };
}
