import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ApplicationsResponse } from '@runway/plugin-argocd-common';

/** What runs where. */
export interface ApplicationsService {
  /**
   * Answers with what is known now, and says how old that is.
   *
   * @throws NotAllowedError when the reader may not see Argo CD applications at all
   */
  getApplications(
    services: string[],
    options: { credentials: BackstageCredentials },
  ): Promise<ApplicationsResponse>;
}
