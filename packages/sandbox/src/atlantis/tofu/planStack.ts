import type { SourceFiles } from '../hcl/SourceFiles';
import { canonical, type Value } from '../hcl/Value';
import type { TerragruntConfig } from '../terragrunt/TerragruntReader';
import { checkVariables } from './checkVariables';
import { expandModule } from './expandModule';
import { readModule, type Module } from './Module';
import type { Resource } from './Resource';
import { TofuError } from './TofuError';

/** What was applied to a stack: the values of each resource by its address. */
export type AppliedResources = Record<string, Record<string, Value>>;

export interface Change {
  address: string;
  type: string;
  name: string;
  action: 'create' | 'update' | 'delete';
  before?: Record<string, Value>;
  after?: Record<string, Value>;
}

export interface Plan {
  /** In the order in which they are made. */
  changes: Change[];
  outputs: Record<string, Value>;
}

/**
 * Compares what a stack asks for with what there is.
 * @param options.destroy - nothing is asked for any more
 * @throws TofuError, TofuError[]
 */
export function planStack(
  files: SourceFiles,
  config: TerragruntConfig,
  applied: AppliedResources,
  { destroy = false }: { destroy?: boolean } = {},
): Plan {
  const module = readModule(files, config.module);
  const variables = checkVariables(module, config.inputs);
  const expanded = expandModule(module, variables);
  const { resources, outputs } = destroy
    ? { resources: [], outputs: {} }
    : expanded;
  const wanted = new Map(resources.map(each => [each.address, each]));
  const deletions = Object.keys(applied)
    .filter(address => !wanted.has(address))
    .reverse()
    .map((address): Change => {
      refuseIfProtected(module, address);
      const [type, name] = address.split(/[.[]/);
      return {
        address,
        type,
        name,
        action: 'delete',
        before: applied[address],
      };
    });
  const others = resources.flatMap((resource): Change[] => {
    const before = applied[resource.address];
    const { address, type, name, values: after } = resource;
    if (!before) {
      return [{ address, type, name, action: 'create', after }];
    }
    return isSame(resource, before)
      ? []
      : [{ address, type, name, action: 'update', before, after }];
  });
  return { changes: [...deletions, ...others], outputs };
}

/** Inputs that the module has no variable for, which OpenTofu itself passes over. */
export function unusedInputs(
  files: SourceFiles,
  config: TerragruntConfig,
): string[] {
  const { variables } = readModule(files, config.module);
  return Object.keys(config.inputs)
    .filter(name => !Object.hasOwn(variables, name))
    .sort();
}

/** How many of each. */
export function countChanges({ changes }: Plan) {
  const count = (action: Change['action']) =>
    changes.filter(change => change.action === action).length;
  return {
    add: count('create'),
    change: count('update'),
    destroy: count('delete'),
  };
}

function isSame(
  { values, ignoreChanges }: Resource,
  before: Record<string, Value>,
): boolean {
  const compared = (from: Record<string, Value>) =>
    canonical(
      Object.fromEntries(
        Object.entries(from).filter(([name]) => !ignoreChanges.includes(name)),
      ),
    );
  return compared(values) === compared(before);
}

function refuseIfProtected(module: Module, address: string) {
  const declared = module.resources[address.replace(/\[.*$/, '')];
  if (declared?.body.lifecycle?.[0]?.prevent_destroy === true) {
    throw new TofuError(
      'Instance cannot be destroyed',
      `Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.`,
      {
        file: declared.file,
        line: declared.line,
        header: `resource "${declared.type}" "${declared.name}" {`,
      },
    );
  }
}
