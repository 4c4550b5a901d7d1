import { ArgoCdApplication, ArgoCdClient } from '@runway/integrations';
import { SERVICE_LABEL } from '@runway/plugin-argocd-common';

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
      // All fields: Argo CD can't be asked for the history alone.
      const { items } = await client.listApplications({
        selector: `${SERVICE_LABEL} in (${services.join(',')})`,
      });
      return items;
    },
  };
}
