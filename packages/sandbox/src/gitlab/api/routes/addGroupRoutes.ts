import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { Group } from '../../state/GitLabModel';
import { sourceKey } from '../../state/GitLabState';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentGroup } from '../entities/presentGroup';
import {
  presentNamespace,
  presentProject,
  presentSimpleProject,
} from '../entities/presentProject';
import { flag, integer, text } from '../parseInput';

const visibility = z.enum(['private', 'internal', 'public']);

/** Groups, subgroups and namespaces. */
export function addGroupRoutes(api: ApiRouter) {
  api.get('/groups', call => {
    const { search, top_level_only: topLevelOnly } = call.input(
      z.object({ search: text.optional(), top_level_only: flag.optional() }),
    );
    const wanted = search?.toLowerCase();
    const groups = visibleGroups(call).filter(
      group =>
        (!wanted ||
          group.name.toLowerCase().includes(wanted) ||
          group.path.includes(wanted)) &&
        (!topLevelOnly || group.parentId === null),
    );
    return call.page(byName(groups), group =>
      presentGroup(call.services, group),
    );
  });

  api.post('/groups', call => {
    const input = call.input(
      z.object({
        name: text,
        path: text,
        parent_id: integer.optional(),
        description: text.optional(),
        visibility: visibility.optional(),
      }),
    );
    const { access, people, state } = call.services;
    let parent: Group | undefined;
    if (input.parent_id !== undefined) {
      parent = state.groups.get(input.parent_id);
      if (!parent || !access.canGroup(call.user, 'read_group', parent)) {
        throw ApiError.notFound('Group');
      }
      if (!access.canGroup(call.user, 'create_subgroup', parent)) {
        throw ApiError.forbidden();
      }
    }
    const group = people.createGroup({ ...input, parent }, call.user);
    return presentGroup(call.services, group);
  });

  api.get('/groups/:id', call => {
    const group = call.group();
    const projects = projectsOf(call, group, false);
    return {
      ...presentGroup(call.services, group),
      projects: projects
        .slice(0, 100)
        .map(project => presentProject(call.services, project)),
      shared_projects: [],
    };
  });

  api.put('/groups/:id', call => {
    const group = call.group('admin_group');
    const input = call.input(
      z.object({
        name: text.optional(),
        description: text.optional(),
        visibility: visibility.optional(),
      }),
    );
    return presentGroup(
      call.services,
      call.state.groups.update(group.id, {
        name: input.name ?? group.name,
        description: input.description ?? group.description,
        visibility: input.visibility ?? group.visibility,
      }),
    );
  });

  api.delete('/groups/:id', async call => {
    const group = call.group('admin_group');
    await removeGroup(call, group);
    call.status(202);
    return { message: '202 Accepted' };
  });

  api.get('/groups/:id/subgroups', call => {
    const group = call.group();
    const subgroups = call.state.groups
      .where('parent', group.id)
      .filter(child =>
        call.services.access.canGroup(call.optionalUser, 'read_group', child),
      );
    return call.page(byName(subgroups), child =>
      presentGroup(call.services, child),
    );
  });

  api.get('/groups/:id/projects', call => {
    const group = call.group();
    const input = call.input(
      z.object({
        include_subgroups: flag.optional(),
        search: text.optional(),
        archived: flag.optional(),
        simple: flag.optional(),
        topic: text.optional(),
      }),
    );
    const wanted = input.search?.toLowerCase();
    const projects = projectsOf(call, group, input.include_subgroups ?? false)
      .filter(
        project =>
          (input.archived === undefined ||
            project.archived === input.archived) &&
          (!wanted || project.path.toLowerCase().includes(wanted)) &&
          (!input.topic || project.topics.includes(input.topic)),
      )
      .reverse();
    return call.page(
      projects,
      project =>
        input.simple
          ? presentSimpleProject(call.services, project)
          : presentProject(call.services, project),
      { keysetKey: project => String(project.id) },
    );
  });

  api.get('/namespaces', call => {
    const { search } = call.input(z.object({ search: text.optional() }));
    const { user, services } = call;
    const own = { namespaceId: user.namespaceId };
    const namespaces = [
      own,
      ...byName(visibleGroups(call))
        .filter(
          group => services.access.groupLevel(user, group) > 0 || user.admin,
        )
        .map(group => ({ namespaceId: group.id })),
    ]
      .map(namespace => presentNamespace(services, namespace))
      .filter(
        ({ full_path: path }) =>
          !search || path.toLowerCase().includes(search.toLowerCase()),
      );
    return call.page(namespaces, namespace => namespace);
  });

  api.get('/namespaces/:id', call => {
    const id = call.param('id');
    const { services, state } = call;
    const user = /^\d+$/.test(id)
      ? state.users.first('namespace', id)
      : state.users.first('username', id.toLowerCase());
    return presentNamespace(services, {
      namespaceId: user ? user.namespaceId : call.group().id,
    });
  });
}

function visibleGroups(call: ApiCall) {
  return call.state.groups
    .all()
    .filter(group =>
      call.services.access.canGroup(call.optionalUser, 'read_group', group),
    );
}

function projectsOf(call: ApiCall, group: Group, deep: boolean) {
  const { access, state } = call.services;
  const found = state.projects
    .where('namespace', group.id)
    .filter(project => access.can(call.optionalUser, 'read_project', project));
  if (deep) {
    for (const child of state.groups.where('parent', group.id)) {
      found.push(...projectsOf(call, child, true));
    }
  }
  return found;
}

async function removeGroup(call: ApiCall, group: Group) {
  const { state, projects, people } = call.services;
  for (const child of state.groups.where('parent', group.id)) {
    await removeGroup(call, child);
  }
  for (const project of state.projects.where('namespace', group.id)) {
    await projects.remove(project);
  }
  const source = sourceKey('group', group.id);
  for (const member of state.memberships.where('source', source)) {
    people.removeMember('group', group.id, member.userId);
  }
  for (const hook of state.hooks.where('source', source)) {
    state.hooks.delete(hook.id);
  }
  for (const variable of state.variables.where('source', source)) {
    state.variables.delete(
      `${source}:${variable.environmentScope}:${variable.key}`,
    );
  }
  state.groups.delete(group.id);
}

function byName(groups: Group[]) {
  return groups.sort((one, other) => one.name.localeCompare(other.name));
}
