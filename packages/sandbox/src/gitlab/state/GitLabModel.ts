/** Rows of the sandbox's GitLab. Times are ISO 8601 in UTC with milliseconds, as GitLab prints them. */

export const AccessLevel = {
  none: 0,
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

export type Visibility = 'private' | 'internal' | 'public';

export type TokenScope =
  | 'api'
  | 'read_api'
  | 'read_user'
  | 'read_repository'
  | 'write_repository';

export interface User {
  id: number;
  namespaceId: number;
  username: string;
  name: string;
  email: string;
  admin: boolean;
  bot: boolean;
  state: 'active' | 'blocked';
  createdAt: string;
}

export interface AccessToken {
  id: number;
  userId: number;
  name: string;
  scopes: TokenScope[];
  /** SHA-256 of the token: the value itself is shown once and not kept. */
  digest: string;
  createdAt: string;
  /** Day (UTC) from which the token is refused. */
  expiresAt: string | null;
  revoked: boolean;
  lastUsedAt: string | null;
}

export interface Group {
  id: number;
  name: string;
  path: string;
  fullPath: string;
  parentId: number | null;
  description: string;
  visibility: Visibility;
  createdAt: string;
}

export interface Project {
  id: number;
  /** Group, or the personal namespace of a user. */
  namespaceId: number;
  name: string;
  path: string;
  fullPath: string;
  description: string | null;
  visibility: Visibility;
  /** Null while the repository is empty. */
  defaultBranch: string | null;
  /** Branch that becomes the default one with the first push. */
  initialBranch: string;
  topics: string[];
  archived: boolean;
  creatorId: number;
  createdAt: string;
  updatedAt: string;
  lastActivityAt: string;
  ciConfigPath: string | null;
  approvalsBeforeMerge: number;
  authorMayApprove: boolean;
  committersMayApprove: boolean;
  resetApprovalsOnPush: boolean;
  pipelineMustSucceed: boolean;
  removeSourceBranchAfterMerge: boolean;
  mergeMethod: 'merge' | 'rebase_merge' | 'ff';
  /** Groups whose members have a role in the project besides those of its own group. */
  sharedWith?: ProjectShare[];
}

export interface ProjectShare {
  groupId: number;
  accessLevel: number;
  /** `YYYY-MM-DD` */
  expiresAt: string | null;
}

export interface Membership {
  source: 'group' | 'project';
  sourceId: number;
  userId: number;
  accessLevel: number;
  expiresAt: string | null;
  createdAt: string;
  /** Who gave the role; unknown for what was seeded. */
  createdBy?: number;
}

/** Somebody who has been asked by e-mail to join a group, and has no account yet. */
export interface Invitation {
  id: number;
  groupId: number;
  email: string;
  accessLevel: number;
  expiresAt: string | null;
  createdAt: string;
  createdBy: number;
}

export interface CiVariable {
  source: 'group' | 'project';
  sourceId: number;
  key: string;
  value: string;
  variableType: 'env_var' | 'file';
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environmentScope: string;
  description: string | null;
}

export interface BranchProtection {
  id: number;
  projectId: number;
  /** Branch name, `*` matches any characters. */
  name: string;
  pushLevel: number;
  mergeLevel: number;
  allowForcePush: boolean;
}

export interface Hook {
  id: number;
  source: 'group' | 'project';
  sourceId: number;
  url: string;
  token: string | null;
  name: string | null;
  description: string | null;
  events: Record<HookEvent, boolean>;
  pushEventsBranchFilter: string;
  enableSslVerification: boolean;
  createdAt: string;
}

export const hookEvents = [
  'push_events',
  'tag_push_events',
  'merge_requests_events',
  'note_events',
  'pipeline_events',
  'job_events',
  'deployment_events',
] as const;

export type HookEvent = (typeof hookEvents)[number];

export interface Environment {
  id: number;
  projectId: number;
  name: string;
  slug: string;
  externalUrl: string | null;
  state: 'available' | 'stopped';
  tier: string;
  createdAt: string;
  updatedAt: string;
}

export type DeploymentStatus =
  | 'created'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceled'
  | 'blocked';

export interface Deployment {
  id: number;
  iid: number;
  projectId: number;
  environmentId: number;
  ref: string;
  tag: boolean;
  sha: string;
  status: DeploymentStatus;
  userId: number;
  jobId: number | null;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
}

export interface RegistryTag {
  /** `<host>/<project path>[/<name>]:<tag>` */
  image: string;
  projectId: number;
  createdAt: string;
}
