import type { HclFile, SourceFiles } from '../hcl/SourceFiles';
import { HclError } from '../hcl/Value';

/** A block that has a name, and where it is written. */
export interface Declared {
  body: HclFile;
  file: string;
  /** Counted from 1. */
  line: number;
}

/** An OpenTofu module as it is written. */
export interface Module {
  variables: Record<string, Declared>;
  locals: Array<[string, any]>;
  /** By `<type>.<name>`. */
  resources: Record<string, Declared & { type: string; name: string }>;
  outputs: Record<string, Declared>;
}

/** Reads the .tf files of a folder. @throws HclError */
export function readModule(files: SourceFiles, folder: string): Module {
  const module: Module = {
    variables: {},
    locals: [],
    resources: {},
    outputs: {},
  };
  for (const path of files.in(folder, '.tf')) {
    const hcl = files.hcl(path);
    const declared = (body: HclFile, ...header: string[]): Declared => ({
      body,
      file: path.slice(folder.length + 1),
      line: lineOf(files.text(path), header),
    });
    if (hcl.module) {
      throw new HclError(
        'Not imitated',
        'The sandbox plans no modules that call other modules.',
      );
    }
    for (const [name, [body]] of named(hcl.variable)) {
      module.variables[name] = declared(body, 'variable', name);
    }
    for (const [name, [body]] of named(hcl.output)) {
      module.outputs[name] = declared(body, 'output', name);
    }
    for (const block of hcl.locals ?? []) {
      module.locals.push(...Object.entries(block));
    }
    for (const [type, resources] of Object.entries(hcl.resource ?? {})) {
      for (const [name, [body]] of named(resources as any)) {
        module.resources[`${type}.${name}`] = {
          ...declared(body, 'resource', type, name),
          type,
          name,
        };
      }
    }
  }
  return module;
}

function named(blocks: Record<string, HclFile[]> | undefined) {
  return Object.entries(blocks ?? {});
}

function lineOf(text: string, [keyword, ...labels]: string[]): number {
  const header = new RegExp(
    `^\\s*${keyword}\\s+${labels
      .map(label => `"?${label}"?`)
      .join('\\s+')}\\s*\\{`,
  );
  return text.split('\n').findIndex(line => header.test(line)) + 1;
}
