import { evaluate, within, type Scope } from '../hcl/evaluate';
import { fromJson } from '../hcl/fromJson';
import {
  HclError,
  isObject,
  ResourceValue,
  Unknown,
  type Value,
} from '../hcl/Value';
import { lazyObject } from '../terragrunt/lazyObject';
import { asTofuError } from './checkVariables';
import { expandBody } from './expandBody';
import type { Module } from './Module';
import type { Resource } from './Resource';

type Declaration = Module['resources'][string];

/** A resource that is counted or repeated, or the only one of its block. */
interface Instance {
  address: string;
  scope: Scope;
}

/** What a module with these values of its variables asks for. */
export interface ExpandedModule {
  /** What others refer to comes first. */
  resources: Resource[];
  outputs: Record<string, Value>;
}

/** @throws TofuError */
export function expandModule(
  module: Module,
  variables: Record<string, Value>,
): ExpandedModule {
  const locals = lazyObject(module.locals, json =>
    evaluate(fromJson(json), scope),
  );
  const scope: Scope = {
    lookup: name => {
      switch (name) {
        case 'var':
          return variables;
        case 'local':
          return locals;
        case 'data':
          return new Unknown('data');
        case 'path':
          return { module: '.', root: '.', cwd: '.' };
        case 'terraform':
        case 'tofu':
          return { workspace: 'default' };
        default:
          return references(name);
      }
    },
  };
  const instances = new Map<string, Value | Instance[]>();
  const instancesOf = (declaration: Declaration): Instance[] => {
    const key = `${declaration.type}.${declaration.name}`;
    let found = instances.get(key) as Instance[] | undefined;
    if (!found) {
      found = expandInstances(declaration, scope);
      instances.set(key, found);
    }
    return found;
  };
  const references = (type: string): Value => {
    const declared = Object.values(module.resources).filter(
      each => each.type === type,
    );
    if (declared.length === 0) {
      throw new HclError(
        'Reference to undeclared resource',
        `There is nothing that is called "${type}" in this module.`,
      );
    }
    return lazyObject(
      declared.map(each => [each.name, each]),
      each => referenceTo(each, instancesOf(each)),
    );
  };

  const resources = inOrder(module).flatMap(declaration => {
    const place = {
      file: declaration.file,
      line: declaration.line,
      header: `resource "${declaration.type}" "${declaration.name}" {`,
    };
    try {
      return instancesOf(declaration).map(instance =>
        resourceOf(declaration, instance),
      );
    } catch (error) {
      throw asTofuError(error, place);
    }
  });
  const outputs = Object.fromEntries(
    Object.entries(module.outputs).map(([name, { body }]) => [
      name,
      evaluate(fromJson(body.value), scope),
    ]),
  );
  return { resources, outputs };
}

function expandInstances(
  { type, name, body }: Declaration,
  scope: Scope,
): Instance[] {
  const address = `${type}.${name}`;
  if (body.count !== undefined) {
    const count = evaluate(fromJson(body.count), scope);
    refuseUnknown('count', count);
    return Array.from({ length: Number(count) }, (_each, index) => ({
      address: `${address}[${index}]`,
      scope: within(scope, { count: { index } }),
    }));
  }
  if (body.for_each !== undefined) {
    const collection = evaluate(fromJson(body.for_each), scope);
    refuseUnknown('for_each', collection);
    const entries: Array<[string, Value]> = Array.isArray(collection)
      ? collection.map(each => [String(each), each])
      : Object.entries(collection as Record<string, Value>);
    return entries
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({
        address: `${address}[${JSON.stringify(key)}]`,
        scope: within(scope, { each: { key, value } }),
      }));
  }
  return [{ address, scope }];
}

function refuseUnknown(argument: string, value: Value) {
  if (value instanceof Unknown || value === null) {
    throw new HclError(
      `Invalid ${argument} argument`,
      `The "${argument}" value depends on resource attributes that cannot be determined until apply, so OpenTofu cannot predict how many instances will be created.`,
    );
  }
}

/** What an expression gets that names the resource. */
function referenceTo({ body }: Declaration, instances: Instance[]): Value {
  const values = instances.map(
    ({ address, scope }) =>
      new ResourceValue(address, attribute => {
        const json = body[attribute];
        // Blocks hold what the provider adds, too.
        const isBlock = Array.isArray(json) && isObject(json[0]);
        return json === undefined || isBlock
          ? undefined
          : evaluate(fromJson(json), scope);
      }),
  );
  if (body.count !== undefined) {
    return values;
  }
  return body.for_each === undefined
    ? values[0]
    : Object.fromEntries(
        instances.map(({ address }, index) => [
          JSON.parse(address.slice(address.indexOf('[') + 1, -1)),
          values[index],
        ]),
      );
}

function resourceOf(
  { type, name, body }: Declaration,
  { address, scope }: Instance,
): Resource {
  const lifecycle = body.lifecycle?.[0] ?? {};
  return {
    address,
    type,
    name,
    values: expandBody(body, scope),
    preventDestroy: lifecycle.prevent_destroy === true,
    ignoreChanges: [lifecycle.ignore_changes ?? []]
      .flat()
      .map((path: string) => path.replace(/^\$\{|\}$/g, '').split(/[.[]/)[0]),
  };
}

/** Declarations so that each comes after those it refers to. */
function inOrder(module: Module): Declaration[] {
  const done = new Set<string>();
  const order: Declaration[] = [];
  const visit = (key: string) => {
    if (done.has(key)) {
      return;
    }
    done.add(key);
    const text = JSON.stringify(module.resources[key].body);
    for (const other of Object.keys(module.resources)) {
      if (text.includes(other)) {
        visit(other);
      }
    }
    order.push(module.resources[key]);
  };
  Object.keys(module.resources).forEach(visit);
  return order;
}
