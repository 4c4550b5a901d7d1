import { z } from 'zod';
import { ApiError } from '../../ApiError';
import {
  AccessLevel,
  type Group,
  type Membership,
} from '../../state/GitLabModel';
import { membershipKey, sourceKey } from '../../state/GitLabState';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { accessLevels, presentMember } from '../entities/presentGroup';
import { integer, text } from '../parseInput';

const accessLevel = integer.refine(level => accessLevels.includes(level), {
  params: { value: true },
});

type Source = 'group' | 'project';

/** Members of groups and projects. */
export function addMemberRoutes(api: ApiRouter) {
  for (const source of ['group', 'project'] as const) {
    const base = `/${source}s/:id/members`;

    api.get(base, call => {
      const members = direct(call, source, read(call, source).id);
      return call.page(searched(call, members), member =>
        presentMember(call.services, member),
      );
    });

    api.get(`${base}/all`, call =>
      call.page(searched(call, effective(call, source)), member =>
        presentMember(call.services, member),
      ),
    );

    api.get(`${base}/all/:user_id`, call => {
      const userId = call.intParam('user_id');
      const member = effective(call, source).find(
        candidate => candidate.userId === userId,
      );
      if (!member) {
        throw ApiError.notFound();
      }
      return presentMember(call.services, member);
    });

    api.get(`${base}/:user_id`, call =>
      presentMember(
        call.services,
        memberOf(call, source, read(call, source).id),
      ),
    );

    api.post(base, call => {
      const { id, level } = administer(call, source);
      const input = call.input(
        z.object({
          user_id: text,
          access_level: accessLevel,
          expires_at: text.optional(),
        }),
      );
      refuseAbove(level, input.access_level);
      const added: Membership[] = [];
      for (const userId of input.user_id.split(',').map(Number)) {
        if (!call.state.users.get(userId)) {
          throw ApiError.notFound('User');
        }
        if (call.state.memberships.get(membershipKey(source, id, userId))) {
          throw ApiError.conflict('Member already exists');
        }
        added.push(
          call.services.people.setMember(
            source,
            id,
            userId,
            input.access_level,
            input.expires_at ?? null,
            call.user.id,
          ),
        );
      }
      return added.length === 1
        ? presentMember(call.services, added[0])
        : { status: 'success' };
    });

    api.put(`${base}/:user_id`, call => {
      const { id, level } = administer(call, source);
      const member = memberOf(call, source, id);
      const input = call.input(
        z.object({ access_level: accessLevel, expires_at: text.optional() }),
      );
      refuseAbove(level, input.access_level);
      return presentMember(
        call.services,
        call.services.people.setMember(
          source,
          id,
          member.userId,
          input.access_level,
          input.expires_at ?? member.expiresAt,
        ),
      );
    });

    api.delete(`${base}/:user_id`, call => {
      const { id } = administer(call, source);
      const member = memberOf(call, source, id);
      call.services.people.removeMember(source, id, member.userId);
      return call.noContent();
    });
  }
}

function read(call: ApiCall, source: Source) {
  return source === 'group' ? call.group() : call.project();
}

/** Who may give roles, and up to which. */
function administer(call: ApiCall, source: Source) {
  const { access } = call.services;
  if (source === 'group') {
    const group = call.group('admin_group');
    return { id: group.id, level: AccessLevel.owner as number };
  }
  const project = call.project('admin_project');
  return {
    id: project.id,
    level: call.user.admin
      ? AccessLevel.owner
      : access.projectLevel(call.user, project),
  };
}

function refuseAbove(own: number, given: number) {
  if (given > own) {
    throw ApiError.forbidden();
  }
}

function memberOf(call: ApiCall, source: Source, id: number): Membership {
  const member = call.state.memberships.get(
    membershipKey(source, id, call.intParam('user_id')),
  );
  if (!member) {
    throw ApiError.notFound();
  }
  return member;
}

function direct(call: ApiCall, source: Source, id: number): Membership[] {
  return call.state.memberships.where('source', sourceKey(source, id));
}

/** Members with inherited ones; who is a member several times shows with the highest role. */
function effective(call: ApiCall, source: Source): Membership[] {
  const found: Membership[] = [];
  let group: Group | undefined;
  if (source === 'group') {
    group = call.group();
  } else {
    const project = call.project();
    found.push(...direct(call, 'project', project.id));
    group = call.state.groups.get(project.namespaceId);
  }
  while (group) {
    found.push(...direct(call, 'group', group.id));
    group =
      group.parentId === null
        ? undefined
        : call.state.groups.get(group.parentId);
  }
  const highest = new Map<number, Membership>();
  for (const member of found) {
    const known = highest.get(member.userId);
    if (!known || known.accessLevel < member.accessLevel) {
      highest.set(member.userId, member);
    }
  }
  return [...highest.values()];
}

function searched(call: ApiCall, members: Membership[]) {
  const { query } = call.input(z.object({ query: text.optional() }));
  const wanted = query?.toLowerCase();
  return wanted
    ? members.filter(member => {
        const user = call.state.users.get(member.userId);
        return (
          user?.name.toLowerCase().includes(wanted) ||
          user?.username.toLowerCase().includes(wanted)
        );
      })
    : members;
}
