import type {
  Preflight,
  Preview,
  Run,
  RunList,
  RunListQuery,
  RunLog,
  StartRun,
  TemplateValues,
} from '@runway/plugin-provisioning-common';
import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';

/** The person who asks. */
export interface PersonOptions {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** What the provisioning plugin does for a signed-in person. */
export interface ProvisioningService {
  preflight(
    request: TemplateValues,
    options: PersonOptions,
  ): Promise<Preflight>;
  preview(request: TemplateValues, options: PersonOptions): Promise<Preview>;
  start(request: StartRun, options: PersonOptions): Promise<Run>;
  list(query: RunListQuery, options: PersonOptions): Promise<RunList>;
  get(id: string, options: PersonOptions): Promise<Run>;
  log(
    id: string,
    query: { after?: number },
    options: PersonOptions,
  ): Promise<RunLog>;
  retry(id: string, options: PersonOptions): Promise<Run>;
  undo(id: string, options: PersonOptions): Promise<Run>;
}
