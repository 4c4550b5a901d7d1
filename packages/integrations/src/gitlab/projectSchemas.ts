import { z } from 'zod';
import { optional } from '../http/optional';
import type {
  GitLabInvitation,
  GitLabGroup,
  GitLabMember,
  GitLabProject,
} from './GitLabTypes';

export const metadataSchema = z.object({ version: z.string() });

export const userSchema = z.object({
  id: z.number(),
  username: z.string(),
  name: z.string(),
});

export const tokenSchema = z.object({
  name: optional(z.string()),
  scopes: z.array(z.string()),
  expires_at: optional(z.string()),
  active: z.boolean().default(true),
});

export const groupSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    full_path: z.string(),
    web_url: z.string(),
  })
  .transform(
    (group): GitLabGroup => ({
      id: group.id,
      name: group.name,
      fullPath: group.full_path,
      webUrl: group.web_url,
    }),
  );

export const memberSchema = z
  .object({
    id: z.number(),
    username: z.string(),
    name: z.string(),
    state: z.string(),
    access_level: z.number(),
    created_by: optional(z.object({ name: z.string() })),
  })
  .transform(
    (member): GitLabMember => ({
      id: member.id,
      username: member.username,
      name: member.name,
      state: member.state,
      accessLevel: member.access_level,
      ...(member.created_by && { createdByName: member.created_by.name }),
    }),
  );

export const invitationSchema = z
  .object({
    invite_email: z.string(),
    access_level: z.number(),
    created_at: z.string(),
    created_by_name: optional(z.string()),
  })
  .transform(
    (invitation): GitLabInvitation => ({
      email: invitation.invite_email,
      accessLevel: invitation.access_level,
      createdAt: invitation.created_at,
      createdByName: invitation.created_by_name,
    }),
  );

/** GitLab answers 201 whatever came of it. */
export const inviteAnswerSchema = z.object({
  status: z.string(),
  message: optional(z.union([z.string(), z.record(z.string(), z.string())])),
});

export const projectSchema = z
  .object({
    id: z.number(),
    name: z.string(),
    path: z.string(),
    path_with_namespace: z.string(),
    description: optional(z.string()),
    default_branch: optional(z.string()),
    visibility: z.enum(['private', 'internal', 'public']),
    topics: z.array(z.string()).default([]),
    archived: z.boolean().default(false),
    empty_repo: z.boolean().default(false),
    web_url: z.string(),
    http_url_to_repo: z.string(),
    ssh_url_to_repo: optional(z.string()),
    created_at: z.string(),
    last_activity_at: optional(z.string()),
    marked_for_deletion_on: optional(z.string()),
    // Name of the same before GitLab 16.
    marked_for_deletion_at: optional(z.string()),
    shared_with_groups: z
      .array(
        z.object({
          group_full_path: z.string(),
          group_access_level: z.number(),
        }),
      )
      .default([]),
  })
  .transform(
    (project): GitLabProject => ({
      id: project.id,
      name: project.name,
      path: project.path,
      pathWithNamespace: project.path_with_namespace,
      description: project.description ?? '',
      defaultBranch: project.default_branch,
      visibility: project.visibility,
      topics: project.topics,
      archived: project.archived,
      emptyRepo: project.empty_repo,
      webUrl: project.web_url,
      httpUrl: project.http_url_to_repo,
      sshUrl: project.ssh_url_to_repo,
      createdAt: project.created_at,
      lastActivityAt: project.last_activity_at,
      markedForDeletionOn:
        project.marked_for_deletion_on ?? project.marked_for_deletion_at,
      sharedWith: project.shared_with_groups.map(share => ({
        group: share.group_full_path,
        accessLevel: share.group_access_level,
      })),
    }),
  );
