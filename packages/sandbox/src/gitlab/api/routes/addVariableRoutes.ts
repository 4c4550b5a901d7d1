import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { CiVariable } from '../../state/GitLabModel';
import { sourceKey } from '../../state/GitLabState';
import type { ApiCall } from '../ApiCall';
import type { ApiRouter } from '../ApiRouter';
import { flag, text } from '../parseInput';

const input = z.object({
  value: text,
  protected: flag.optional(),
  masked: flag.optional(),
  masked_and_hidden: flag.optional(),
  raw: flag.optional(),
  variable_type: z.enum(['env_var', 'file']).optional(),
  environment_scope: text.optional(),
  description: text.nullable().optional(),
});

type Source = 'group' | 'project';

/** CI/CD variables of groups and projects. */
export function addVariableRoutes(api: ApiRouter) {
  for (const source of ['group', 'project'] as const) {
    const base = `/${source}s/:id/variables`;

    api.get(base, call => {
      const key = sourceKey(source, administer(call, source));
      return call.page(call.state.variables.where('source', key), present);
    });

    api.get(`${base}/:key`, call =>
      present(variableOf(call, source, administer(call, source))),
    );

    api.post(base, call => {
      const sourceId = administer(call, source);
      const { key, ...fields } = call.input(input.extend({ key: text }));
      const scope = fields.environment_scope ?? '*';
      const taken = call.state.variables.get(
        `${sourceKey(source, sourceId)}:${scope}:${key}`,
      );
      const hidden = fields.masked_and_hidden ?? false;
      const variable: CiVariable = {
        source,
        sourceId,
        key,
        value: fields.value,
        variableType: fields.variable_type ?? 'env_var',
        protected: fields.protected ?? false,
        masked: hidden || (fields.masked ?? false),
        hidden,
        raw: fields.raw ?? false,
        environmentScope: scope,
        description: fields.description ?? null,
      };
      refuse({
        ...problems(variable),
        ...(taken ? { key: [`(${key}) has already been taken`] } : {}),
      });
      return present(call.state.variables.put(variable));
    });

    api.put(`${base}/:key`, call => {
      const sourceId = administer(call, source);
      const before = variableOf(call, source, sourceId);
      const fields = call.input(input.partial());
      const variable: CiVariable = {
        ...before,
        value: fields.value ?? before.value,
        protected: fields.protected ?? before.protected,
        masked: fields.masked ?? before.masked,
        raw: fields.raw ?? before.raw,
        variableType: fields.variable_type ?? before.variableType,
        description: fields.description ?? before.description,
      };
      refuse(problems(variable));
      return present(call.state.variables.put(variable));
    });

    api.delete(`${base}/:key`, call => {
      const sourceId = administer(call, source);
      const variable = variableOf(call, source, sourceId);
      call.state.variables.delete(
        `${sourceKey(source, sourceId)}:${variable.environmentScope}:${
          variable.key
        }`,
      );
      return call.noContent();
    });
  }
}

function administer(call: ApiCall, source: Source): number {
  return source === 'group'
    ? call.group('admin_group').id
    : call.project('admin_project').id;
}

function variableOf(call: ApiCall, source: Source, sourceId: number) {
  const { filter } = call.input(
    z.object({
      filter: z.object({ environment_scope: text.optional() }).optional(),
    }),
  );
  const key = call.param('key');
  const found = call.state.variables
    .where('source', sourceKey(source, sourceId))
    .filter(
      variable =>
        variable.key === key &&
        (!filter?.environment_scope ||
          variable.environmentScope === filter.environment_scope),
    );
  if (found.length > 1) {
    throw ApiError.conflict(
      "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
    );
  }
  if (found.length === 0) {
    throw ApiError.notFound('Variable');
  }
  return found[0];
}

/** What GitLab's models check. */
export function problems(variable: CiVariable): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  if (!/^\w{1,255}$/.test(variable.key)) {
    found.key = [
      variable.key === ''
        ? "can't be blank"
        : "can contain only letters, digits and '_'.",
    ];
  }
  if (
    variable.masked &&
    !/^[a-zA-Z0-9_+=/@:.~-]{8,}$/.test(variable.value) &&
    !(variable.raw && /^\S{8,}$/.test(variable.value))
  ) {
    found.value = ['is invalid'];
  }
  return found;
}

function refuse(found: Record<string, string[]>) {
  if (Object.keys(found).length > 0) {
    throw ApiError.badRequest(found);
  }
}

function present(variable: CiVariable) {
  return {
    variable_type: variable.variableType,
    key: variable.key,
    value: variable.hidden ? null : variable.value,
    hidden: variable.hidden,
    protected: variable.protected,
    masked: variable.masked,
    raw: variable.raw,
    environment_scope: variable.environmentScope,
    description: variable.description,
  };
}
