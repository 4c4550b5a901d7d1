import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { Project } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { presentProject } from '../entities/presentProject';
import { flag, integer, list, text } from '../parseInput';

const settings = {
  description: text.nullable().optional(),
  visibility: z.enum(['private', 'internal', 'public']).optional(),
  topics: list.optional(),
  tag_list: list.optional(),
  default_branch: text.optional(),
  ci_config_path: text.nullable().optional(),
  approvals_before_merge: integer.optional(),
  only_allow_merge_if_pipeline_succeeds: flag.optional(),
  remove_source_branch_after_merge: flag.optional(),
  merge_method: z.enum(['merge', 'rebase_merge', 'ff']).optional(),
};

/** Making, reading, changing and removing projects; lists are in addProjectListRoutes. */
export function addProjectRoutes(api: ApiRouter) {
  api.post('/projects', async call => {
    const input = call.input(
      z.object({
        ...settings,
        name: text.optional(),
        path: text.optional(),
        namespace_id: integer.optional(),
        initialize_with_readme: flag.optional(),
      }),
    );
    if (!input.name && !input.path) {
      throw new ApiError(400, {
        error:
          'name, path are missing, at least one parameter must be provided',
      });
    }
    const { projects, commits, state } = call.services;
    let project = await projects.create(call.user, {
      name: input.name,
      path: input.path,
      namespaceId: input.namespace_id,
      description: input.description,
      visibility: input.visibility,
      defaultBranch: input.default_branch,
      topics: input.topics ?? input.tag_list,
      ciConfigPath: input.ci_config_path,
    });
    project = state.projects.update(project.id, changes(input));
    if (input.initialize_with_readme) {
      await commits.commit(project, call.user, {
        branch: project.initialBranch,
        message: 'Initial commit',
        actions: [
          {
            action: 'create',
            filePath: 'README.md',
            content: `# ${project.name}\n\n${project.description ?? ''}\n`,
          },
        ],
      });
      project = state.projects.get(project.id)!;
    }
    return presentProject(call.services, project, call.user);
  });

  api.get('/projects/:id', call =>
    presentProject(call.services, call.project(), call.optionalUser),
  );

  api.put('/projects/:id', async call => {
    const before = call.project('admin_project');
    const input = call.input(
      z.object({
        ...settings,
        name: text.optional(),
        path: text.optional(),
        archived: flag.optional(),
      }),
    );
    const { state, projects, storage } = call.services;
    const name = input.name ?? before.name;
    const path = input.path ?? before.path;
    if (name !== before.name || path !== before.path) {
      projects.validateRename(before, name, path);
    }
    const branch = input.default_branch;
    if (branch && before.defaultBranch !== null) {
      const exists = await call
        .repository(before)
        .resolve(`refs/heads/${branch}`);
      if (!exists) {
        throw ApiError.badRequest({
          base: [`Could not change HEAD: branch '${branch}' does not exist`],
        });
      }
      await storage.setHead(before.id, branch);
    }
    const project = state.projects.update(before.id, {
      ...changes(input),
      name,
      path,
      fullPath: before.fullPath.replace(/[^/]+$/, path),
      ...(branch && before.defaultBranch !== null
        ? { defaultBranch: branch }
        : {}),
      updatedAt: new Date().toISOString(),
    });
    return presentProject(call.services, project, call.user);
  });

  api.post('/projects/:id/archive', call => setArchived(call, true));
  api.post('/projects/:id/unarchive', call => setArchived(call, false));

  // The real GitLab lets a deleted project rest for some days first; here it is gone at once.
  api.delete('/projects/:id', async call => {
    const project = call.project('owner');
    const input = call.input(
      z.object({
        permanently_remove: flag.optional(),
        full_path: text.optional(),
      }),
    );
    if (
      input.permanently_remove &&
      input.full_path !== undefined &&
      input.full_path !== project.fullPath
    ) {
      throw ApiError.badRequest(
        '`full_path` is incorrect. You must enter the complete path for the project.',
      );
    }
    await call.services.projects.remove(project);
    call.status(202);
    return { message: '202 Accepted' };
  });

  // Nobody counts languages here; clients ask all the same.
  api.get('/projects/:id/languages', call => {
    call.project('read_code');
    return {};
  });

  api.get('/projects/:id/users', call => {
    const project = call.project();
    const { state, access, urls } = call.services;
    const users = state.users
      .all()
      .filter(user => access.projectLevel(user, project) > 0);
    return call.page(users, user => ({
      id: user.id,
      username: user.username,
      name: user.name,
      state: user.state,
      web_url: urls.web(user.username),
    }));
  });
}

function setArchived(call: ApiCall, archived: boolean) {
  const project = call.project('owner');
  return presentProject(
    call.services,
    call.state.projects.update(project.id, {
      archived,
      updatedAt: new Date().toISOString(),
    }),
    call.user,
  );
}

function changes(input: {
  [Key in keyof typeof settings]?: z.output<(typeof settings)[Key]>;
}): Partial<Project> {
  const topics = input.topics ?? input.tag_list;
  const entries = Object.entries({
    description: input.description,
    visibility: input.visibility,
    topics: topics && [...new Set(topics)],
    ciConfigPath: input.ci_config_path,
    approvalsBeforeMerge: input.approvals_before_merge,
    pipelineMustSucceed: input.only_allow_merge_if_pipeline_succeeds,
    removeSourceBranchAfterMerge: input.remove_source_branch_after_merge,
    mergeMethod: input.merge_method,
  });
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined),
  ) as Partial<Project>;
}
