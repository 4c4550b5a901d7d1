import type { DocumentStore } from '../../state/DocumentStore';
import type {
  AccessToken,
  BranchProtection,
  CiVariable,
  Deployment,
  Environment,
  Group,
  Hook,
  Invitation,
  Membership,
  Project,
  RegistryTag,
  User,
} from './GitLabModel';
import type { CommitStatus } from './CommitStatusModel';
import type { MergeRequest, Note } from './MergeRequestModel';
import type { Job, JobTrace, Pipeline } from './PipelineModel';
import { Table } from './Table';

/** A push whose consequences aren't all drawn yet; looked at again after a crash. */
export interface UnfinishedPush {
  id: string;
  projectId: number;
  userId: number;
  refs: Record<string, string>;
}

/** All rows of the GitLab system. */
export class GitLabState {
  readonly users;
  readonly tokens;
  readonly groups;
  readonly projects;
  readonly memberships;
  readonly invitations;
  readonly variables;
  readonly protections;
  readonly hooks;
  readonly environments;
  readonly deployments;
  readonly images;
  readonly mergeRequests;
  readonly notes;
  readonly commitStatuses;
  readonly pipelines;
  readonly jobs;
  readonly traces;
  readonly unfinishedPushes;

  constructor(private readonly store: DocumentStore) {
    const byId = (row: { id: number }) => String(row.id);
    const source = (row: { source: string; sourceId: number }) =>
      sourceKey(row.source, row.sourceId);

    this.users = new Table<User, 'username' | 'email' | 'namespace'>(
      store,
      'gitlab.users',
      {
        key: byId,
        indexes: {
          username: row => row.username.toLowerCase(),
          email: row => row.email.toLowerCase(),
          namespace: row => row.namespaceId,
        },
      },
    );
    this.tokens = new Table<AccessToken, 'digest' | 'user'>(
      store,
      'gitlab.tokens',
      {
        key: byId,
        indexes: { digest: row => row.digest, user: row => row.userId },
      },
    );
    this.groups = new Table<Group, 'path' | 'parent'>(store, 'gitlab.groups', {
      key: byId,
      indexes: {
        path: row => row.fullPath.toLowerCase(),
        parent: row => row.parentId ?? undefined,
      },
    });
    this.projects = new Table<Project, 'path' | 'namespace'>(
      store,
      'gitlab.projects',
      {
        key: byId,
        indexes: {
          path: row => row.fullPath.toLowerCase(),
          namespace: row => row.namespaceId,
        },
      },
    );
    this.memberships = new Table<Membership, 'source' | 'user'>(
      store,
      'gitlab.memberships',
      {
        key: row => membershipKey(row.source, row.sourceId, row.userId),
        indexes: { source, user: row => row.userId },
      },
    );
    this.invitations = new Table<Invitation, 'group' | 'email'>(
      store,
      'gitlab.invitations',
      {
        key: byId,
        indexes: { group: row => row.groupId, email: row => row.email },
      },
    );
    this.variables = new Table<CiVariable, 'source'>(
      store,
      'gitlab.variables',
      {
        key: row => `${source(row)}:${row.environmentScope}:${row.key}`,
        indexes: { source },
      },
    );
    this.protections = new Table<BranchProtection, 'project'>(
      store,
      'gitlab.protections',
      { key: byId, indexes: { project: row => row.projectId } },
    );
    this.hooks = new Table<Hook, 'source'>(store, 'gitlab.hooks', {
      key: byId,
      indexes: { source },
    });
    this.environments = new Table<Environment, 'project'>(
      store,
      'gitlab.environments',
      { key: byId, indexes: { project: row => row.projectId } },
    );
    this.deployments = new Table<Deployment, 'project' | 'job'>(
      store,
      'gitlab.deployments',
      {
        key: byId,
        indexes: {
          project: row => row.projectId,
          job: row => row.jobId ?? undefined,
        },
      },
    );
    this.images = new Table<RegistryTag, 'project'>(store, 'gitlab.images', {
      key: row => row.image,
      indexes: { project: row => row.projectId },
    });
    this.mergeRequests = new Table<MergeRequest, 'project' | 'open'>(
      store,
      'gitlab.mergeRequests',
      {
        key: row => `${row.projectId}!${row.iid}`,
        indexes: {
          project: row => row.projectId,
          open: row => (row.state === 'opened' ? row.projectId : undefined),
        },
      },
    );
    this.notes = new Table<Note, 'mergeRequest' | 'project'>(
      store,
      'gitlab.notes',
      {
        key: byId,
        indexes: {
          mergeRequest: row => `${row.projectId}!${row.mergeRequestIid}`,
          project: row => row.projectId,
        },
      },
    );
    this.commitStatuses = new Table<CommitStatus, 'project' | 'commit'>(
      store,
      'gitlab.commitStatuses',
      {
        key: byId,
        indexes: {
          project: row => row.projectId,
          commit: row => `${row.projectId}@${row.sha}`,
        },
      },
    );
    this.pipelines = new Table<Pipeline, 'project' | 'commit' | 'unfinished'>(
      store,
      'gitlab.pipelines',
      {
        key: byId,
        indexes: {
          project: row => row.projectId,
          commit: row => `${row.projectId}@${row.sha}`,
          unfinished: row => (row.finishedAt ? undefined : 'true'),
        },
      },
    );
    this.jobs = new Table<Job, 'pipeline' | 'project'>(store, 'gitlab.jobs', {
      key: byId,
      indexes: {
        pipeline: row => row.pipelineId,
        project: row => row.projectId,
      },
    });
    this.traces = new Table<JobTrace>(store, 'gitlab.traces', {
      key: row => String(row.jobId),
    });
    this.unfinishedPushes = new Table<UnfinishedPush>(
      store,
      'gitlab.unfinishedPushes',
      { key: row => row.id },
    );
  }

  /** Next id of a kind; `projects`, `pipelines`... or one with an owner, such as `iid` of a project's merge requests. */
  nextId(kind: string): number {
    return this.store.next(`gitlab.${kind}`);
  }
}

export function sourceKey(source: string, sourceId: number) {
  return `${source}:${sourceId}`;
}

export function membershipKey(
  source: string,
  sourceId: number,
  userId: number,
) {
  return `${source}:${sourceId}:${userId}`;
}
