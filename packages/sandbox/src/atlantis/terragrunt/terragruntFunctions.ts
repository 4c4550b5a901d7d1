import { posix } from 'node:path';
import { HclError, type Value } from '../hcl/Value';

/** Where a function is called. Paths are absolute. */
export interface FunctionPlace {
  /** Folder that Terragrunt runs in. */
  directory: string;
  /** Folder of the file that calls it. */
  includedDirectory: string;
  root: string;
  exists(path: string): boolean;
}

/** Calls a function that Terragrunt adds to those of OpenTofu. Undefined when it adds none of that name. @throws HclError */
export function terragruntFunction(
  name: string,
  args: Value[],
  place: FunctionPlace,
): Value | undefined {
  switch (name) {
    case 'find_in_parent_folders':
      return findInParentFolders(args, place);
    case 'get_terragrunt_dir':
    case 'get_original_terragrunt_dir':
      return place.directory;
    case 'get_parent_terragrunt_dir':
      return place.includedDirectory;
    case 'get_repo_root':
      return place.root;
    case 'path_relative_to_include':
      return posix.relative(place.includedDirectory, place.directory) || '.';
    case 'path_relative_from_include':
      return posix.relative(place.directory, place.includedDirectory) || '.';
    case 'get_env':
      if (args.length > 1) {
        return args[1];
      }
      return refuse(name, `EnvVarNotFoundError: ${args[0]} is not set`);
    case 'run_cmd':
      return refuse(name, 'the sandbox runs no commands');
    default:
      return /^get_terraform_commands_that_/.test(name) ? [] : undefined;
  }
}

function findInParentFolders(
  [name = 'terragrunt.hcl', otherwise]: Value[],
  place: FunctionPlace,
): Value {
  let directory = place.directory;
  while (directory !== place.root) {
    directory = posix.dirname(directory);
    const path = posix.join(directory, String(name));
    if (place.exists(path)) {
      return path;
    }
  }
  return (
    otherwise ??
    refuse(
      'find_in_parent_folders',
      `ParentFileNotFoundError: Could not find a ${name} in any of the parent folders of ${place.directory}/terragrunt.hcl. Cause: Traversed all the way to the root`,
    )
  );
}

function refuse(name: string, reason: string): never {
  throw new HclError(
    'Error in function call',
    `Call to function "${name}" failed: ${reason}.`,
  );
}
