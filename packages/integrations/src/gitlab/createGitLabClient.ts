import type { UpstreamTransport } from '../http/UpstreamTransport';
import { deliveryOperations } from './deliveryOperations';
import { GitLabApi } from './GitLabApi';
import type { GitLabClient } from './GitLabClient';
import { membershipOperations } from './membershipOperations';
import { projectOperations } from './projectOperations';
import { repositoryOperations } from './repositoryOperations';

/** Makes the client of one GitLab instance. */
export function createGitLabClient(transport: UpstreamTransport): GitLabClient {
  const api = new GitLabApi(transport);
  return {
    system: 'gitlab',
    instance: transport.config.name,
    webUrl: transport.config.webUrl,
    get breakerState() {
      return transport.breakerState;
    },
    ...projectOperations(api),
    ...membershipOperations(api),
    ...repositoryOperations(api),
    ...deliveryOperations(api),
  };
}
