import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const step = z.any();
const workflow = z.object({
  plan: z.object({ steps: z.array(step) }).optional(),
  apply: z.object({ steps: z.array(step) }).optional(),
});

const repository = z.strictObject({
  id: z.string(),
  branch: z.string().optional(),
  apply_requirements: z.array(z.string()).optional(),
  plan_requirements: z.array(z.string()).optional(),
  workflow: z.string().optional(),
  allowed_overrides: z.array(z.string()).optional(),
  allowed_workflows: z.array(z.string()).optional(),
  delete_source_branch_on_merge: z.boolean().optional(),
  repo_locks: z
    .object({ mode: z.enum(['on_plan', 'on_apply', 'disabled']) })
    .optional(),
});

const schema = z.object({
  repos: z.array(repository),
  workflows: z.record(z.string(), workflow).optional(),
});

export type RepositoryConfig = z.output<typeof repository>;

/** What the server is configured with (`--repo-config`). */
export type ServerConfig = z.output<typeof schema>;

/** Steps of the server's own workflow, which stands for those that name none. */
export const DEFAULT_SERVER_CONFIG: ServerConfig = { repos: [{ id: '/.*/' }] };

/**
 * Reads `atlantis/repos.yaml` of the infrastructure's folder.
 * @throws when the file isn't what Atlantis takes
 */
export async function readServerConfig(folder: string): Promise<ServerConfig> {
  const text = await readFile(join(folder, 'atlantis/repos.yaml'), 'utf8');
  return schema.parse(parse(text));
}

/** What holds for a repository: the last entry that matches it gives each key. */
export function configOf(
  { repos }: ServerConfig,
  repositoryId: string,
): Omit<RepositoryConfig, 'id'> {
  return Object.assign(
    { repo_locks: { mode: 'on_plan' } },
    ...repos.filter(({ id }) => matches(id, repositoryId)),
  );
}

/** A name, or a pattern between slashes. */
export function matches(pattern: string, text: string): boolean {
  const regular = /^\/(.*)\/$/.exec(pattern);
  return regular ? new RegExp(regular[1]).test(text) : pattern === text;
}
