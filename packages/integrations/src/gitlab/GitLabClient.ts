import type { CallOptions, UpstreamClient } from '../upstreams/UpstreamClient';
import type {
  CreateMergeRequestInput,
  GitLabApprovals,
  GitLabCommitStatus,
  GitLabJob,
  GitLabMergeRequest,
  GitLabNote,
  GitLabPipeline,
  MergeMergeRequestInput,
} from './GitLabDeliveryTypes';
import type {
  CommitInput,
  CreateProjectInput,
  GitLabBranch,
  GitLabCommit,
  GitLabFile,
  GitLabGroup,
  GitLabHealth,
  GitLabInvitation,
  GitLabMember,
  GitLabProject,
  GitLabTag,
  GitLabTreeEntry,
  ProjectVariableInput,
  ProtectBranchInput,
  UpdateProjectInput,
} from './GitLabTypes';

/** Path with namespace (`payments/ledger`) or numeric id. */
export type ProjectRef = string | number;

/**
 * One GitLab instance. Methods throw {@link UpstreamError}s; those named `find...` and `file` answer undefined instead
 * of NotFoundError.
 */
export interface GitLabClient extends UpstreamClient {
  health(options?: CallOptions): Promise<GitLabHealth>;

  group(pathOrId: string | number, options?: CallOptions): Promise<GitLabGroup>;
  /** Direct and inherited members. */
  groupMembers(
    pathOrId: string | number,
    options?: CallOptions,
  ): Promise<GitLabMember[]>;

  /** Those who were asked by e-mail and have not joined yet. */
  groupInvitations(
    pathOrId: string | number,
    input?: {
      /** Part of the address. */
      query?: string;
    },
    options?: CallOptions,
  ): Promise<GitLabInvitation[]>;
  /**
   * Asks an address to join a group; who has an account joins at once.
   * @throws ConflictError when GitLab refuses the address, as it does when it has been asked before
   */
  inviteToGroup(
    pathOrId: string | number,
    input: {
      email: string;
      /** 10 guest, 20 reporter, 30 developer, 40 maintainer. */
      accessLevel: number;
    },
    options?: CallOptions,
  ): Promise<void>;
  /** Does nothing when there is no such invitation any more. */
  withdrawInvitation(
    pathOrId: string | number,
    email: string,
    options?: CallOptions,
  ): Promise<void>;
  /** Does nothing when the person is no member any more. */
  removeGroupMember(
    pathOrId: string | number,
    userId: number,
    options?: CallOptions,
  ): Promise<void>;
  /** Projects directly in a group, those with the newest activity first. */
  groupProjects(
    pathOrId: string | number,
    input?: {
      /** 100 when left out. */
      limit?: number;
    },
    options?: CallOptions,
  ): Promise<GitLabProject[]>;

  project(project: ProjectRef, options?: CallOptions): Promise<GitLabProject>;
  findProject(
    project: ProjectRef,
    options?: CallOptions,
  ): Promise<GitLabProject | undefined>;
  /**
   * Projects with a topic, by ascending id.
   * @param input.idAfter - the last id of the page before
   * @param input.limit - 100 when left out
   */
  projectsWithTopic(
    input: { topic: string; idAfter?: number; limit?: number },
    options?: CallOptions,
  ): Promise<GitLabProject[]>;
  /** @throws InputError when the path is taken or not allowed */
  createProject(
    input: CreateProjectInput,
    options?: CallOptions,
  ): Promise<GitLabProject>;
  updateProject(
    project: ProjectRef,
    input: UpdateProjectInput,
    options?: CallOptions,
  ): Promise<GitLabProject>;
  archiveProject(
    project: ProjectRef,
    options?: CallOptions,
  ): Promise<GitLabProject>;
  unarchiveProject(
    project: ProjectRef,
    options?: CallOptions,
  ): Promise<GitLabProject>;
  /**
   * Deletes a project; most instances only schedule it and rename it. `permanently` asks to remove a scheduled one now.
   */
  deleteProject(
    project: ProjectRef,
    input?: { permanently?: boolean },
    options?: CallOptions,
  ): Promise<void>;

  /** Gives the members of a group a role in a project; a project that is shared already stays as it is. */
  shareProject(
    project: ProjectRef,
    input: {
      /** Path of the group. */
      group: string;
      /** 10 guest, 20 reporter, 30 developer, 40 maintainer. */
      accessLevel: number;
    },
    options?: CallOptions,
  ): Promise<void>;

  /** One commit with all its changes, or none of them. */
  commit(input: CommitInput, options?: CallOptions): Promise<GitLabCommit>;
  /** Newest first. */
  listCommits(
    input: {
      project: ProjectRef;
      /** Branch, tag or commit; the default branch when left out. */
      ref?: string;
      since?: Date;
      until?: Date;
      /** Only commits that touch this path. */
      path?: string;
      /** Only commits whose author's name or address contains this. */
      author?: string;
      /** 100 when left out. */
      limit?: number;
    },
    options?: CallOptions,
  ): Promise<GitLabCommit[]>;
  file(
    project: ProjectRef,
    path: string,
    ref: string,
    options?: CallOptions,
  ): Promise<GitLabFile | undefined>;
  /** @throws NotFoundError when the repository is empty or the path absent */
  tree(
    project: ProjectRef,
    input?: { path?: string; ref?: string; recursive?: boolean },
    options?: CallOptions,
  ): Promise<GitLabTreeEntry[]>;

  branches(
    project: ProjectRef,
    input?: { search?: string },
    options?: CallOptions,
  ): Promise<GitLabBranch[]>;
  findBranch(
    project: ProjectRef,
    branch: string,
    options?: CallOptions,
  ): Promise<GitLabBranch | undefined>;
  /** All of them, or those whose name has `search` in it; `^` stands for its beginning. */
  tags(
    project: ProjectRef,
    input?: { search?: string },
    options?: CallOptions,
  ): Promise<GitLabTag[]>;
  createBranch(
    project: ProjectRef,
    input: { branch: string; ref: string },
    options?: CallOptions,
  ): Promise<GitLabBranch>;
  deleteBranch(
    project: ProjectRef,
    branch: string,
    options?: CallOptions,
  ): Promise<void>;
  /** Replaces the rules of a branch that is protected already. */
  protectBranch(
    project: ProjectRef,
    input: ProtectBranchInput,
    options?: CallOptions,
  ): Promise<void>;

  /** Newest first. */
  pipelines(
    project: ProjectRef,
    input?: { ref?: string; sha?: string; limit?: number },
    options?: CallOptions,
  ): Promise<GitLabPipeline[]>;
  pipeline(
    project: ProjectRef,
    pipelineId: number,
    options?: CallOptions,
  ): Promise<GitLabPipeline>;
  /** Starts a pipeline of a branch or tag. */
  createPipeline(
    project: ProjectRef,
    ref: string,
    options?: CallOptions,
  ): Promise<GitLabPipeline>;
  /** Runs the failed and cancelled jobs of a pipeline again. */
  retryPipeline(
    project: ProjectRef,
    pipelineId: number,
    options?: CallOptions,
  ): Promise<GitLabPipeline>;
  jobs(
    project: ProjectRef,
    pipelineId: number,
    options?: CallOptions,
  ): Promise<GitLabJob[]>;
  /** Log of a job so far; empty before it starts. */
  jobTrace(
    project: ProjectRef,
    jobId: number,
    options?: CallOptions,
  ): Promise<string>;

  /** @throws ConflictError when the source branch has an open merge request to the same target */
  createMergeRequest(
    project: ProjectRef,
    input: CreateMergeRequestInput,
    options?: CallOptions,
  ): Promise<GitLabMergeRequest>;
  /** Newest first. */
  mergeRequests(
    project: ProjectRef,
    input?: {
      sourceBranch?: string;
      targetBranch?: string;
      state?: GitLabMergeRequest['state'];
      limit?: number;
    },
    options?: CallOptions,
  ): Promise<GitLabMergeRequest[]>;
  mergeRequest(
    project: ProjectRef,
    iid: number,
    options?: CallOptions,
  ): Promise<GitLabMergeRequest>;
  /** Merge requests that brought or would bring a commit; also by the id of their merge or squash commit. */
  commitMergeRequests(
    project: ProjectRef,
    sha: string,
    options?: CallOptions,
  ): Promise<GitLabMergeRequest[]>;
  mergeRequestApprovals(
    project: ProjectRef,
    iid: number,
    options?: CallOptions,
  ): Promise<GitLabApprovals>;
  /** Newest first. */
  mergeRequestNotes(
    project: ProjectRef,
    iid: number,
    input?: {
      /** 100 when left out. */
      limit?: number;
    },
    options?: CallOptions,
  ): Promise<GitLabNote[]>;
  createMergeRequestNote(
    project: ProjectRef,
    iid: number,
    body: string,
    options?: CallOptions,
  ): Promise<GitLabNote>;
  /** The newest status of each name; at most 100 names. */
  commitStatuses(
    project: ProjectRef,
    sha: string,
    options?: CallOptions,
  ): Promise<GitLabCommitStatus[]>;
  /** @throws ConflictError when it can't be merged now */
  mergeMergeRequest(
    project: ProjectRef,
    iid: number,
    input?: MergeMergeRequestInput,
    options?: CallOptions,
  ): Promise<GitLabMergeRequest>;
  closeMergeRequest(
    project: ProjectRef,
    iid: number,
    options?: CallOptions,
  ): Promise<GitLabMergeRequest>;

  /** Creates or replaces a CI/CD variable. */
  setProjectVariable(
    project: ProjectRef,
    input: ProjectVariableInput,
    options?: CallOptions,
  ): Promise<void>;
}
