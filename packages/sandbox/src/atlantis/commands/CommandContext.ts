import type { ServerConfig } from '../config/ServerConfig';
import type { GitLabApi } from '../gitlab/GitLabApi';
import type { WorkingDirectory } from '../gitlab/WorkingDirectory';
import type { AtlantisState } from '../state/AtlantisState';
import type { Cloud } from '../tofu/Cloud';
import type { CommitStatuses } from './CommitStatuses';

/** What commands work with. */
export interface CommandContext {
  state: AtlantisState;
  gitlab: GitLabApi;
  statuses: CommitStatuses;
  workingDirectory: WorkingDirectory;
  cloud: Cloud;
  server: ServerConfig;
  /** Address of Atlantis. */
  url(): string;
  /** Address of a GitLab project without the scheme, as patterns of the server's configuration see it. */
  repositoryId(repository: string): string;
  pace: number;
  log(message: string): void;
}
