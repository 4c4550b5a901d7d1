import { parse } from 'yaml';
import { z } from 'zod';
import type { RepositoryConfig, ServerConfig } from './ServerConfig';

const project = z.strictObject({
  name: z.string().optional(),
  dir: z.string(),
  workspace: z.string().default('default'),
  workflow: z.string().optional(),
  execution_order_group: z.number().int().default(0),
  apply_requirements: z.array(z.string()).optional(),
  plan_requirements: z.array(z.string()).optional(),
  autoplan: z
    .strictObject({
      when_modified: z.array(z.string()).optional(),
      enabled: z.boolean().optional(),
    })
    .optional(),
  depends_on: z.array(z.string()).optional(),
});

const schema = z.strictObject({
  version: z.literal(3),
  automerge: z.boolean().default(false),
  parallel_plan: z.boolean().optional(),
  parallel_apply: z.boolean().optional(),
  abort_on_execution_order_fail: z.boolean().default(false),
  autodiscover: z
    .strictObject({
      mode: z.enum(['auto', 'enabled', 'disabled']).default('auto'),
      ignore_paths: z.array(z.string()).default([]),
    })
    .optional(),
  projects: z.array(project).default([]),
});

/** atlantis.yaml of a repository. */
export type RepoConfig = z.output<typeof schema>;
export type ConfiguredProject = z.output<typeof project>;

const OVERRIDES = [
  'workflow',
  'apply_requirements',
  'plan_requirements',
] as const;

/**
 * Reads atlantis.yaml and holds it to what the server allows.
 * @throws Error in the words of Atlantis
 */
export function parseRepoConfig(
  text: string,
  server: ServerConfig,
  allowed: Omit<RepositoryConfig, 'id'>,
): RepoConfig {
  const result = schema.safeParse(parse(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `parsing atlantis.yaml: ${issue.path.join('.')}: ${issue.message}.`,
    );
  }
  for (const each of result.data.projects) {
    for (const key of OVERRIDES) {
      if (each[key] && !allowed.allowed_overrides?.includes(key)) {
        throw new Error(
          `parsing atlantis.yaml: repo config not allowed to set '${key}' key: server-side config needs 'allowed_overrides: [${key}]'`,
        );
      }
    }
    if (each.workflow && !server.workflows?.[each.workflow]) {
      throw new Error(
        `parsing atlantis.yaml: workflow "${each.workflow}" is not defined anywhere`,
      );
    }
    if (
      each.workflow &&
      allowed.allowed_workflows &&
      !allowed.allowed_workflows.includes(each.workflow)
    ) {
      throw new Error(
        `parsing atlantis.yaml: workflow '${each.workflow}' is not allowed for this repo`,
      );
    }
  }
  return result.data;
}
