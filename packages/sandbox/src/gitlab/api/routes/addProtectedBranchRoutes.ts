import { z } from 'zod';
import { ApiError } from '../../ApiError';
import { AccessLevel, type BranchProtection } from '../../state/GitLabModel';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { flag, integer, text } from '../parseInput';

const levelInput = integer.pipe(
  z.union([z.literal(0), z.literal(30), z.literal(40), z.literal(60)]),
);

const rules = {
  push_access_level: levelInput.optional(),
  merge_access_level: levelInput.optional(),
  allow_force_push: flag.optional(),
  allowed_to_push: z
    .array(z.object({ access_level: levelInput.optional() }))
    .optional(),
  allowed_to_merge: z
    .array(z.object({ access_level: levelInput.optional() }))
    .optional(),
};

/** Rules on who may push to and merge into which branches. */
export function addProtectedBranchRoutes(api: ApiRouter) {
  const base = '/projects/:id/protected_branches';

  api.get(base, call => {
    const project = call.project('admin_project');
    const { search } = call.input(z.object({ search: text.optional() }));
    return call.page(
      call.state.protections
        .where('project', project.id)
        .filter(rule => !search || rule.name.includes(search)),
      present,
    );
  });

  api.get(`${base}/:name`, call =>
    present(ruleOf(call, call.project('admin_project').id)),
  );

  api.post(base, call => {
    const project = call.project('admin_project');
    const input = call.input(z.object({ name: text, ...rules }));
    if (find(call, project.id, input.name)) {
      throw ApiError.conflict(
        `Protected branch '${input.name}' already exists`,
      );
    }
    return present(
      call.state.protections.put({
        id: call.state.nextId('protections'),
        projectId: project.id,
        name: input.name,
        pushLevel:
          input.allowed_to_push?.[0]?.access_level ??
          input.push_access_level ??
          AccessLevel.maintainer,
        mergeLevel:
          input.allowed_to_merge?.[0]?.access_level ??
          input.merge_access_level ??
          AccessLevel.maintainer,
        allowForcePush: input.allow_force_push ?? false,
      }),
    );
  });

  api.patch(`${base}/:name`, call => {
    const rule = ruleOf(call, call.project('admin_project').id);
    const input = call.input(z.object(rules));
    return present(
      call.state.protections.update(rule.id, {
        pushLevel: input.allowed_to_push?.[0]?.access_level ?? rule.pushLevel,
        mergeLevel:
          input.allowed_to_merge?.[0]?.access_level ?? rule.mergeLevel,
        allowForcePush: input.allow_force_push ?? rule.allowForcePush,
      }),
    );
  });

  api.delete(`${base}/:name`, call => {
    const rule = ruleOf(call, call.project('admin_project').id);
    call.state.protections.delete(rule.id);
    return call.noContent();
  });
}

function find(call: ApiCall, projectId: number, name: string) {
  return call.state.protections
    .where('project', projectId)
    .find(rule => rule.name === name);
}

function ruleOf(call: ApiCall, projectId: number): BranchProtection {
  const rule = find(call, projectId, call.param('name'));
  if (!rule) {
    throw ApiError.notFound();
  }
  return rule;
}

function present(rule: BranchProtection) {
  const level = (id: number, accessLevel: number) => ({
    id,
    access_level: accessLevel,
    access_level_description: description(accessLevel),
    user_id: null,
    group_id: null,
  });
  return {
    id: rule.id,
    name: rule.name,
    push_access_levels: [
      { ...level(rule.id, rule.pushLevel), deploy_key_id: null },
    ],
    merge_access_levels: [level(rule.id, rule.mergeLevel)],
    allow_force_push: rule.allowForcePush,
    unprotect_access_levels: [],
    code_owner_approval_required: false,
    inherited: false,
  };
}

function description(accessLevel: number) {
  switch (accessLevel) {
    case AccessLevel.none:
      return 'No one';
    case AccessLevel.developer:
      return 'Developers + Maintainers';
    case AccessLevel.maintainer:
      return 'Maintainers';
    default:
      return 'Administrators';
  }
}
