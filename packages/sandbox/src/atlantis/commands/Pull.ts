/** The merge request that a command is about. */
export interface Pull {
  /** Path of the GitLab project. */
  repository: string;
  iid: number;
  url: string;
  headCommit: string;
  source: string;
  target: string;
  isOpen: boolean;
}
