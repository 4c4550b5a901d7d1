/** What the portal's credential is and may do. */
export interface GitLabHealth {
  version: string;
  user: { id: number; username: string; name: string };
  token: {
    name?: string;
    scopes: string[];
    /** Last day of validity, `YYYY-MM-DD`; absent when it doesn't end. */
    expiresAt?: string;
    active: boolean;
  };
}

export interface GitLabGroup {
  id: number;
  name: string;
  /** e.g. `payments` or `company/payments`. */
  fullPath: string;
  webUrl: string;
}

export interface GitLabMember {
  id: number;
  username: string;
  name: string;
  /** `active`, `blocked`, ... */
  state: string;
  /** 10 guest, 20 reporter, 30 developer, 40 maintainer, 50 owner. */
  accessLevel: number;
  /** Name of the user who gave the role; absent when GitLab doesn't say. */
  createdByName?: string;
}

/** Somebody who has been asked by e-mail to join a group, and hasn't yet. */
export interface GitLabInvitation {
  email: string;
  accessLevel: number;
  /** ISO 8601. */
  createdAt: string;
  /** Name of the user who asked. */
  createdByName?: string;
}

export type GitLabVisibility = 'private' | 'internal' | 'public';

export interface GitLabProject {
  id: number;
  name: string;
  /** Last part of the path. */
  path: string;
  /** e.g. `payments/ledger`. */
  pathWithNamespace: string;
  description: string;
  /** Absent while the repository is empty. */
  defaultBranch?: string;
  visibility: GitLabVisibility;
  topics: string[];
  archived: boolean;
  emptyRepo: boolean;
  webUrl: string;
  /** Clone address over HTTP. */
  httpUrl: string;
  sshUrl?: string;
  /** ISO 8601. */
  createdAt: string;
  lastActivityAt?: string;
  /** Day of final removal, when a deletion is scheduled. */
  markedForDeletionOn?: string;
  /** Groups that the project is shared with, besides its own. */
  sharedWith: Array<{ group: string; accessLevel: number }>;
}

export interface CreateProjectInput {
  /** Path or id of the group. */
  namespace: string | number;
  /** Last part of the path. */
  path: string;
  /** `path` when left out. */
  name?: string;
  description?: string;
  topics?: string[];
  /** `private` when left out. */
  visibility?: GitLabVisibility;
  defaultBranch?: string;
  initializeWithReadme?: boolean;
}

export interface UpdateProjectInput {
  name?: string;
  description?: string;
  topics?: string[];
  visibility?: GitLabVisibility;
  defaultBranch?: string;
  /** A merge request can be merged only when its pipeline succeeded. */
  onlyAllowMergeIfPipelineSucceeds?: boolean;
  removeSourceBranchAfterMerge?: boolean;
}

/** One change of a commit. Content is sent base64, so any bytes survive. */
export type CommitAction =
  | {
      action: 'create';
      path: string;
      content: string | Uint8Array;
      executable?: boolean;
    }
  | {
      action: 'update';
      path: string;
      content: string | Uint8Array;
      /** Refuse when somebody changed the file after this commit. */
      lastCommitId?: string;
    }
  | { action: 'delete'; path: string; lastCommitId?: string }
  | { action: 'chmod'; path: string; executable: boolean };

export interface CommitInput {
  /** Path or id. */
  project: string | number;
  branch: string;
  /** Title, blank line, body, trailers. */
  message: string;
  authorName: string;
  authorEmail: string;
  actions: CommitAction[];
  /** Makes `branch` from this one. */
  startBranch?: string;
}

export interface GitLabCommit {
  id: string;
  shortId: string;
  title: string;
  message: string;
  authorName: string;
  authorEmail: string;
  committerName?: string;
  committerEmail?: string;
  /** ISO 8601. */
  createdAt: string;
  parentIds: string[];
  webUrl: string;
}

export interface GitLabFile {
  content: Buffer;
  blobId: string;
  /** Commit that `ref` points at. */
  commitId: string;
  /** Last commit that changed this file. */
  lastCommitId: string;
}

export interface GitLabTreeEntry {
  path: string;
  name: string;
  type: 'tree' | 'blob' | 'commit';
  /** Object id. */
  id: string;
  /** e.g. `100644`. */
  mode: string;
}

export interface GitLabBranch {
  name: string;
  commitId: string;
  default: boolean;
  protected: boolean;
  merged: boolean;
  webUrl?: string;
}

export interface GitLabTag {
  name: string;
  commitId: string;
}

/** 0 nobody, 30 developers, 40 maintainers, 60 administrators. */
export type GitLabAccessLevel = 0 | 30 | 40 | 60;

export interface ProtectBranchInput {
  branch: string;
  pushAccessLevel: GitLabAccessLevel;
  mergeAccessLevel: GitLabAccessLevel;
  /** False when left out. */
  allowForcePush?: boolean;
}

export interface ProjectVariableInput {
  key: string;
  value: string;
  /** Hidden in job logs; GitLab wants at least 8 characters without line breaks. */
  masked?: boolean;
  /** Only for protected branches and tags. */
  protected?: boolean;
  /** `*` when left out. */
  environmentScope?: string;
}
