import { ConflictError } from '@backstage/errors';
import { GroupInvitations, GroupMembers, Groups } from '@gitbeaker/rest';
import { z } from 'zod';
import { undefinedIfNotFound } from '../http/undefinedIfNotFound';
import type { GitLabApi } from './GitLabApi';
import type { GitLabClient } from './GitLabClient';
import { pageOptions } from './pageOptions';
import {
  invitationSchema,
  inviteAnswerSchema,
  memberSchema,
  projectSchema,
} from './projectSchemas';

type MembershipOperations = Pick<
  GitLabClient,
  | 'groupMembers'
  | 'groupInvitations'
  | 'inviteToGroup'
  | 'withdrawInvitation'
  | 'removeGroupMember'
  | 'groupProjects'
>;

/** Who belongs to a group, and what belongs to it. */
export function membershipOperations(api: GitLabApi): MembershipOperations {
  return {
    groupMembers: (ref, options) =>
      api.call(
        GroupMembers,
        {
          operation: 'groupMembers',
          answer: z.array(memberSchema),
          ...options,
        },
        members => members.all(ref, { includeInherited: true, perPage: 100 }),
      ),

    groupInvitations: (ref, input, options) =>
      api.call(
        GroupInvitations,
        {
          operation: 'groupInvitations',
          answer: z.array(invitationSchema),
          ...options,
        },
        invitations => invitations.all(ref, { ...input, perPage: 100 }),
      ),

    async inviteToGroup(ref, { email, accessLevel }, options) {
      const { status, message } = await api.call(
        GroupInvitations,
        {
          operation: 'inviteToGroup',
          answer: inviteAnswerSchema,
          ...options,
        },
        invitations => invitations.add(ref, accessLevel as 30, { email }),
      );
      if (status !== 'success') {
        const reason =
          typeof message === 'string'
            ? message
            : Object.values(message ?? {}).join(' ');
        throw new ConflictError(
          `GitLab did not invite ${email} to ${ref}: ${reason}`,
        );
      }
    },

    async withdrawInvitation(ref, email, options) {
      await undefinedIfNotFound(
        api.call(
          GroupInvitations,
          { operation: 'withdrawInvitation', answer: 'empty', ...options },
          invitations => invitations.remove(ref, email),
        ),
      );
    },

    async removeGroupMember(ref, userId, options) {
      await undefinedIfNotFound(
        api.call(
          GroupMembers,
          { operation: 'removeGroupMember', answer: 'empty', ...options },
          members => members.remove(ref, userId),
        ),
      );
    },

    async groupProjects(ref, { limit = 100 } = {}, options) {
      const projects = await api.call(
        Groups,
        {
          operation: 'groupProjects',
          answer: z.array(projectSchema),
          ...options,
        },
        groups =>
          groups.allProjects(ref, {
            orderBy: 'last_activity_at',
            ...pageOptions(limit),
          } as object),
      );
      return projects.slice(0, limit);
    },
  };
}
