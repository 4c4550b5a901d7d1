import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseHcl } from './readHcl.mjs';
import { requiredOf } from './readModule.mjs';

/**
 * The stacks of all environments: `{ environment, stack, owner, module, own, inputs }`, where `owner` is the team whose `owner.hcl` is
 * beside it (undefined when it is the platform's), `own` what the environment says itself and `inputs` what reaches the module.
 */
export async function readStacks(root) {
  const { inputs: common } = await parseHcl(join(root, 'terragrunt.hcl'));
  const stacks = [];
  for (const environment of readdirSync(join(root, 'environments'))) {
    for (const stack of folders(join(root, 'environments', environment))) {
      const file = join(
        root,
        'environments',
        environment,
        stack,
        'terragrunt.hcl',
      );
      const {
        include = {},
        inputs: own = {},
        terraform: here,
      } = await parseHcl(file);
      const shared = includedStack(include);
      const base = shared ? await parseHcl(join(root, 'stacks', shared)) : {};
      stacks.push({
        environment,
        stack,
        owner: await ownerOf(dirname(file)),
        module: moduleOf(here ?? base.terraform),
        own,
        inputs: { ...common, ...base.inputs, ...own },
      });
    }
  }
  return stacks;
}

/** What is wrong with the inputs of a stack: a missing one, or one that the module doesn't know and Terragrunt would pass over. */
export function inputProblems({ environment, stack, inputs }, module) {
  const given = Object.keys(inputs);
  const known = Object.keys(module.variables);
  return [
    ...requiredOf(module)
      .filter(name => !given.includes(name))
      .map(name => `${environment}/${stack}: input ${name} is missing`),
    ...given
      .filter(name => !known.includes(name))
      .map(
        name =>
          `${environment}/${stack}: the module has no variable ${name}; it has ${known.join(
            ', ',
          )}`,
      ),
  ];
}

async function ownerOf(folder) {
  const file = join(folder, 'owner.hcl');
  return existsSync(file) ? (await parseHcl(file)).locals[0].owner : undefined;
}

const folders = path =>
  readdirSync(path, { withFileTypes: true })
    .filter(
      entry =>
        entry.isDirectory() &&
        existsSync(join(path, entry.name, 'terragrunt.hcl')),
    )
    .map(({ name }) => name)
    .sort();

const includedStack = include =>
  /stacks\/([a-z-]+\.hcl)/.exec(include.stack?.[0]?.path ?? '')?.[1];

const moduleOf = terraform =>
  /modules\/\/([a-z-]+)/.exec(terraform?.[0]?.source ?? '')?.[1];
