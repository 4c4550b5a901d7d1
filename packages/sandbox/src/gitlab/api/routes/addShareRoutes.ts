import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { AccessLevel } from '../../state/GitLabModel';
import type { ApiRouter } from '../ApiRouter';
import { integer, text } from '../parseInput';

/** Levels that a group can be given in a project; ownership can't be shared. */
const shareable = [
  AccessLevel.guest,
  AccessLevel.reporter,
  AccessLevel.developer,
  AccessLevel.maintainer,
] as number[];

/** Projects shared with groups. */
export function addShareRoutes(api: ApiRouter) {
  api.post('/projects/:id/share', call => {
    const project = call.project('admin_project');
    const input = call.input(
      z.object({
        group_id: integer,
        group_access: integer.refine(level => shareable.includes(level), {
          params: { value: true },
        }),
        expires_at: text.optional(),
      }),
    );
    const group = call.state.groups.get(input.group_id);
    if (
      !group ||
      !call.services.access.canGroup(call.user, 'read_group', group)
    ) {
      throw ApiError.notFound('Group');
    }
    const before = project.sharedWith ?? [];
    if (
      before.some(({ groupId }) => groupId === group.id) ||
      project.namespaceId === group.id
    ) {
      throw ApiError.conflict('Group already shared with this project');
    }
    const share = {
      groupId: group.id,
      accessLevel: input.group_access,
      expiresAt: input.expires_at ?? null,
    };
    call.state.projects.update(project.id, { sharedWith: [...before, share] });
    return {
      id: group.id,
      project_id: project.id,
      group_id: group.id,
      group_access: share.accessLevel,
      expires_at: share.expiresAt,
    };
  });

  api.delete('/projects/:id/share/:group_id', call => {
    const project = call.project('admin_project');
    const groupId = call.intParam('group_id');
    const before = project.sharedWith ?? [];
    if (!before.some(share => share.groupId === groupId)) {
      throw ApiError.notFound();
    }
    call.state.projects.update(project.id, {
      sharedWith: before.filter(share => share.groupId !== groupId),
    });
    return call.noContent();
  });
}
