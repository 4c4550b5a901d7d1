import { posix } from 'node:path';
import { evaluate, type Scope } from '../hcl/evaluate';
import { fromJson } from '../hcl/fromJson';
import type { HclFile, SourceFiles } from '../hcl/SourceFiles';
import { HclError, isObject, type Value } from '../hcl/Value';
import { lazyObject } from './lazyObject';
import { terragruntFunction } from './terragruntFunctions';

/** What Terragrunt makes of a folder. */
export interface TerragruntConfig {
  /** Folder of the module, relative to the repository. */
  module: string;
  inputs: Record<string, Value>;
}

export interface TerragruntOptions {
  files: SourceFiles;
  /** What the folder is called that is the repository, in messages and in paths. */
  root: string;
  command: 'plan' | 'apply';
  /** Outputs of a stack (a folder relative to the repository); undefined when it wasn't applied. */
  outputs(stack: string): Record<string, Value> | undefined;
}

interface Place {
  /** Folder whose terragrunt.hcl is read; `.` is the repository itself. */
  directory: string;
  /** File that is read now: that of the folder, or one that it includes. */
  file: string;
}

interface Part {
  inputs: Record<string, Value>;
  source?: string;
}

/** Reads terragrunt.hcl files: includes, locals, dependencies, inputs. What is not about these (hooks, remote state) is passed over. */
export class TerragruntReader {
  constructor(private readonly options: TerragruntOptions) {}

  /**
   * @param directory - relative to the repository
   * @throws HclError
   */
  read(directory: string): TerragruntConfig {
    const place = { directory, file: posix.join(directory, 'terragrunt.hcl') };
    const file = this.options.files.hcl(place.file);
    const scope = this.#scope(file, place);
    const parts = Object.values(
      (file.include ?? {}) as Record<string, HclFile[]>,
    ).map(([include]) => {
      const path = String(evaluate(fromJson(include.path), scope));
      const included = {
        directory,
        file: this.#relative(path, directory),
      };
      return this.#part(this.options.files.hcl(included.file), included);
    });
    parts.push(this.#part(file, place));
    const source = parts.map(part => part.source).findLast(Boolean);
    if (!source) {
      throw new HclError(
        'Missing source',
        `${this.#path(
          place.file,
        )} names no module: terraform { source = ... }.`,
      );
    }
    return {
      module: this.#moduleOf(source, directory),
      inputs: Object.assign({}, ...parts.map(part => part.inputs)),
    };
  }

  #part(file: HclFile, place: Place): Part {
    const scope = this.#scope(file, place);
    const inputs =
      file.inputs === undefined ? {} : evaluate(fromJson(file.inputs), scope);
    if (!isObject(inputs)) {
      throw new HclError('Invalid inputs', 'inputs must be an object.');
    }
    const source = file.terraform?.[0]?.source;
    return {
      inputs,
      source:
        source === undefined
          ? undefined
          : String(evaluate(fromJson(source), scope)),
    };
  }

  #scope(file: HclFile, place: Place): Scope {
    const locals = lazyObject(
      ((file.locals ?? []) as HclFile[]).flatMap(block =>
        Object.entries(block),
      ),
      json => evaluate(fromJson(json), scope),
    );
    const dependencies = lazyObject(
      Object.entries((file.dependency ?? {}) as Record<string, HclFile[]>),
      ([block]) => ({ outputs: this.#outputsOf(block, scope, place) }),
    );
    const scope: Scope = {
      lookup: name => {
        if (name === 'local') {
          return locals;
        }
        if (name === 'dependency') {
          return dependencies;
        }
        throw new HclError(
          'Unknown variable',
          `There is no variable named "${name}".`,
        );
      },
      call: (name, args) => this.#call(name, args, place),
    };
    return scope;
  }

  #call(name: string, args: Value[], place: Place): Value | undefined {
    if (name === 'read_terragrunt_config') {
      const file = this.#relative(String(args[0]), place.directory);
      if (!this.options.files.has(file)) {
        if (args.length > 1) {
          return args[1];
        }
        throw new HclError(
          'Error in function call',
          `Call to function "read_terragrunt_config" failed: You attempted to run terragrunt in a folder that does not contain a terragrunt.hcl file: ${this.#path(
            file,
          )}.`,
        );
      }
      return this.#readOther(file);
    }
    return terragruntFunction(name, args, {
      directory: this.#path(place.directory),
      includedDirectory: this.#path(posix.dirname(place.file)),
      root: this.options.root,
      exists: path => this.options.files.has(this.#relative(path, '.')),
    });
  }

  #readOther(path: string): Value {
    const file = this.options.files.hcl(path);
    const place = { directory: posix.dirname(path), file: path };
    const scope = this.#scope(file, place);
    return lazyObject(
      [
        ['locals', undefined],
        ['inputs', undefined],
      ],
      (_value, name) =>
        name === 'locals'
          ? scope.lookup('local')
          : this.#part(file, place).inputs,
    );
  }

  #outputsOf(block: HclFile, scope: Scope, place: Place): Value {
    const path = String(evaluate(fromJson(block.config_path), scope));
    const stack = this.#relative(path, place.directory);
    const outputs = this.options.outputs(stack);
    if (outputs) {
      return outputs;
    }
    const allowed: string[] | undefined =
      block.mock_outputs_allowed_terraform_commands;
    if (
      block.mock_outputs !== undefined &&
      (!allowed || allowed.includes(this.options.command))
    ) {
      return evaluate(fromJson(block.mock_outputs), scope);
    }
    throw new HclError(
      'Dependency without outputs',
      `${this.#path(stack)}/terragrunt.hcl is a dependency of ${this.#path(
        place.directory,
      )}/terragrunt.hcl but detected no outputs. Either the target module has not been applied yet, or the module has no outputs. If this dependency is accessed before the outputs are ready (which can happen during the planning phase of an unapplied stack), you should consider using mock_outputs.`,
    );
  }

  #moduleOf(source: string, directory: string): string {
    if (!/^(\/|\.\.?\/)/.test(source)) {
      throw new HclError(
        'Not imitated',
        `The sandbox reads modules of this repository only, not ${source}.`,
      );
    }
    const module = this.#relative(source, directory);
    if (!this.options.files.hasDirectory(module)) {
      throw new HclError(
        'Missing module',
        `Working dir ${posix.basename(
          module,
        )} from source ${source} does not exist.`,
      );
    }
    return module;
  }

  /** A path as an expression has it, relative to the repository. */
  #relative(path: string, directory: string): string {
    return posix.relative(
      this.options.root,
      posix.resolve(this.#path(directory), path),
    );
  }

  #path(relative: string): string {
    return posix.join(this.options.root, relative);
  }
}
