import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseHcl } from './readHcl.mjs';

/** `{ variables, outputs, resources }` of a module, each by name. */
export async function readModule(folder) {
  const module = { variables: {}, outputs: {}, resources: {} };
  for (const file of readdirSync(folder).filter(name => name.endsWith('.tf'))) {
    const { variable, output, resource } = await parseHcl(join(folder, file));
    Object.assign(module.variables, firstOfEach(variable));
    Object.assign(module.outputs, firstOfEach(output));
    for (const [type, resources] of Object.entries(resource ?? {})) {
      for (const [name, value] of Object.entries(firstOfEach(resources))) {
        module.resources[`${type}.${name}`] = value;
      }
    }
  }
  return module;
}

/** Variables without a default. */
export const requiredOf = ({ variables }) =>
  Object.keys(variables).filter(name => !('default' in variables[name]));

const firstOfEach = blocks =>
  Object.fromEntries(
    Object.entries(blocks ?? {}).map(([name, [first]]) => [name, first]),
  );
