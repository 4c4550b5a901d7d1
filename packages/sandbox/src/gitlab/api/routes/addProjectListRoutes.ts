import { z } from 'zod';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import {
  presentProject,
  presentSimpleProject,
} from '../entities/presentProject';
import { flag, integer, list, text } from '../parseInput';

const orders = [
  'id',
  'name',
  'path',
  'created_at',
  'updated_at',
  'last_activity_at',
] as const;

const filters = z.object({
  search: text.optional(),
  search_namespaces: flag.optional(),
  topic: list.optional(),
  membership: flag.optional(),
  owned: flag.optional(),
  starred: flag.optional(),
  archived: flag.optional(),
  visibility: z.enum(['private', 'internal', 'public']).optional(),
  simple: flag.optional(),
  min_access_level: integer.optional(),
  id_after: integer.optional(),
  id_before: integer.optional(),
  last_activity_after: text.optional(),
  last_activity_before: text.optional(),
  order_by: z.enum(orders).optional(),
  sort: z.enum(['asc', 'desc']).optional(),
});

/** Lists of projects. */
export function addProjectListRoutes(api: ApiRouter) {
  api.get('/projects', call => listProjects(call, call.state.projects.all()));

  api.get('/users/:user_id/projects', call => {
    const { state } = call;
    const id = call.param('user_id');
    const user = /^\d+$/.test(id)
      ? state.users.get(id)
      : state.users.first('username', id.toLowerCase());
    return listProjects(
      call,
      user ? state.projects.where('namespace', user.namespaceId) : [],
    );
  });
}

function listProjects(call: ApiCall, all: Project[]) {
  const input = call.input(filters);
  const found = all.filter(project => matches(call, project, input));
  const order = input.order_by ?? 'created_at';
  const ascending = input.sort === 'asc';
  found.sort((one, other) => {
    const difference = compare(sortKey(one, order), sortKey(other, order));
    const stable = difference === 0 ? one.id - other.id : difference;
    return ascending ? stable : -stable;
  });
  return call.page(
    found,
    project =>
      input.simple
        ? presentSimpleProject(call.services, project)
        : presentProject(call.services, project, call.optionalUser),
    { keysetKey: project => String(project.id) },
  );
}

function matches(
  call: ApiCall,
  project: Project,
  input: z.output<typeof filters>,
): boolean {
  const { access } = call.services;
  const user = call.optionalUser;
  if (!access.can(user, 'read_project', project) || input.starred) {
    return false;
  }
  const level = () => (user ? access.projectLevel(user, project) : 0);
  const wanted = input.search?.toLowerCase();
  const searched = input.search_namespaces
    ? project.fullPath
    : `${project.name}\n${project.path}\n${project.description ?? ''}`;
  return (
    (input.archived === undefined || project.archived === input.archived) &&
    (input.visibility === undefined ||
      project.visibility === input.visibility) &&
    (!input.topic?.length ||
      input.topic.every(topic => project.topics.includes(topic))) &&
    (!wanted || searched.toLowerCase().includes(wanted)) &&
    (!input.membership || level() > 0) &&
    (!input.owned ||
      project.namespaceId === user?.namespaceId ||
      level() >= 50) &&
    (input.min_access_level === undefined ||
      level() >= input.min_access_level) &&
    (input.id_after === undefined || project.id > input.id_after) &&
    (input.id_before === undefined || project.id < input.id_before) &&
    (!input.last_activity_after ||
      Date.parse(project.lastActivityAt) >
        Date.parse(input.last_activity_after)) &&
    (!input.last_activity_before ||
      Date.parse(project.lastActivityAt) <
        Date.parse(input.last_activity_before))
  );
}

function sortKey(project: Project, order: (typeof orders)[number]) {
  switch (order) {
    case 'id':
      return project.id;
    case 'name':
      return project.name.toLowerCase();
    case 'path':
      return project.path.toLowerCase();
    case 'updated_at':
      return project.updatedAt;
    case 'last_activity_at':
      return project.lastActivityAt;
    default:
      return project.createdAt;
  }
}

function compare(one: string | number, other: string | number) {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}
