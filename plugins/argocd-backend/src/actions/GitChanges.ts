import { MergeRequest } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';

/** What an action wants of the GitOps repository, because Argo CD would undo anything done past it. */
export type GitChange =
  | {
      kind: 'rollback';
      /** The deployment to go back to, an entry of the record's history. */
      entry: ApplicationRecord['history'][number];
    }
  | {
      kind: 'auto-sync';
      enabled: boolean;
      /** Why it is switched off. */
      reason?: string;
    };

/** A change of the GitOps repository as it would be proposed now. */
export interface GitChangePreview {
  /** Unified diffs, file by file. */
  files: Array<{ path: string; diff: string }>;
  warnings: string[];
  /** Why it can't be proposed. */
  blocked?: string;
  /** Other when the files, or what would be written into them, are others. */
  token: string;
}

/** Changes of the GitOps repository on behalf of actions. Nothing here changes a cluster: people merge. */
export interface GitChanges {
  /** @throws UpstreamError */
  preview(
    record: ApplicationRecord,
    change: GitChange,
    signal?: AbortSignal,
  ): Promise<GitChangePreview>;
  /**
   * Opens the merge request; asked again for the same action it answers with the same one.
   *
   * @throws ConflictError when it is no longer what `token` was given for
   */
  open(
    record: ApplicationRecord,
    change: GitChange,
    options: {
      /** Id of the action; part of the branch's name. */
      actionId: string;
      /** User entity ref of who asked. */
      by: string;
      token: string;
    },
  ): Promise<MergeRequest>;
  /** How a merge request stands now. */
  mergeRequest(iid: number, signal?: AbortSignal): Promise<MergeRequest>;
}
