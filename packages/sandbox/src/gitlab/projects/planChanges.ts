import { ApiError } from '../ApiError';
import { lastCommitOf } from '../git/GitHistory';
import type { GitRepository } from '../git/GitRepository';
import type { FileChange } from '../git/GitWriter';

export interface CommitAction {
  action: 'create' | 'update' | 'delete' | 'move' | 'chmod';
  filePath: string;
  previousPath?: string;
  content?: string;
  encoding?: 'text' | 'base64';
  lastCommitId?: string;
  executable?: boolean;
}

interface FileState {
  blob?: string;
  mode: string;
}

/**
 * Turns the actions of a commit into changes, each one seen after those before it.
 * @throws ApiError 400 in GitLab's words when an action doesn't fit the files that are there
 */
export async function planChanges(
  repository: GitRepository,
  parent: string | undefined,
  actions: CommitAction[],
): Promise<FileChange[]> {
  const normalised = actions.map(action => ({
    ...action,
    filePath: checkPath(action.filePath),
    previousPath: action.previousPath && checkPath(action.previousPath),
  }));
  const files = await readFiles(repository, parent, normalised);
  const changes: FileChange[] = [];
  for (const action of normalised) {
    const { filePath } = action;
    const current = files.get(filePath);
    await checkUnchanged(repository, parent, action);
    switch (action.action) {
      case 'create': {
        refuseExisting(current);
        const mode = action.executable ? '100755' : '100644';
        files.set(filePath, { mode });
        changes.push(write(action, mode));
        break;
      }
      case 'update': {
        const file = requireFile(current);
        const mode = modeFor(action, file);
        files.set(filePath, { mode });
        changes.push(write(action, mode));
        break;
      }
      case 'delete':
        requireFile(current);
        files.set(filePath, undefined);
        changes.push({ kind: 'delete', path: filePath });
        break;
      case 'move': {
        if (!action.previousPath) {
          throw ApiError.badRequest('You must specify a previous path');
        }
        const file = requireFile(files.get(action.previousPath));
        refuseExisting(current);
        files.set(action.previousPath, undefined);
        files.set(filePath, file);
        changes.push({
          kind: 'rename',
          from: action.previousPath,
          path: filePath,
        });
        if (action.content !== undefined) {
          changes.push(write(action, file.mode));
        }
        break;
      }
      default: {
        const file = requireFile(current);
        const mode = modeFor(action, file);
        if (file.blob) {
          changes.push({ kind: 'link', path: filePath, blob: file.blob, mode });
        }
        files.set(filePath, { ...file, mode });
      }
    }
  }
  return changes;
}

async function readFiles(
  repository: GitRepository,
  parent: string | undefined,
  actions: CommitAction[],
) {
  const files = new Map<string, FileState | 'directory' | undefined>();
  if (!parent) {
    return files;
  }
  const paths = [
    ...new Set(
      actions.flatMap(action => [action.filePath, action.previousPath ?? []]),
    ),
  ].flat();
  const objects = await repository.objects(
    paths.map(path => `${parent}:${path}`),
  );
  const executables = await readModes(repository, parent, actions);
  paths.forEach((path, index) => {
    const object = objects[index];
    if (object?.type === 'tree') {
      files.set(path, 'directory');
    } else if (object) {
      files.set(path, {
        blob: object.id,
        mode: executables.get(path) ?? '100644',
      });
    }
  });
  return files;
}

/** Modes matter only where a file that is there stays: creating needs no look. */
async function readModes(
  repository: GitRepository,
  parent: string,
  actions: CommitAction[],
) {
  if (actions.every(action => action.action === 'create')) {
    return new Map<string, string>();
  }
  const entries = await repository.tree(parent, '', { recursive: true });
  return new Map(entries?.map(entry => [entry.path, entry.mode]));
}

async function checkUnchanged(
  repository: GitRepository,
  parent: string | undefined,
  action: CommitAction,
) {
  if (!action.lastCommitId || !parent || action.action === 'create') {
    return;
  }
  const path = action.previousPath ?? action.filePath;
  const last = await lastCommitOf(repository, parent, path);
  if (last && last !== action.lastCommitId) {
    throw ApiError.badRequest(
      `The file has changed since you started editing it: ${path}`,
    );
  }
}

function write(action: CommitAction, mode: string): FileChange {
  return {
    kind: 'write',
    path: action.filePath,
    content: Buffer.from(
      action.content ?? '',
      action.encoding === 'base64' ? 'base64' : 'utf8',
    ),
    mode,
  };
}

function modeFor(action: CommitAction, file: FileState) {
  if (action.executable === undefined) {
    return file.mode;
  }
  return action.executable ? '100755' : '100644';
}

function requireFile(state: FileState | 'directory' | undefined): FileState {
  if (!state || state === 'directory') {
    throw ApiError.badRequest("A file with this name doesn't exist");
  }
  return state;
}

function refuseExisting(state: FileState | 'directory' | undefined) {
  if (state === 'directory') {
    throw ApiError.badRequest('A directory with this name already exists');
  }
  if (state) {
    throw ApiError.badRequest('A file with this name already exists');
  }
}

function checkPath(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  if (parts.includes('..')) {
    throw ApiError.badRequest('Path cannot include directory traversal');
  }
  if (
    parts.length === 0 ||
    parts.some(part => part.toLowerCase() === '.git') ||
    [...path].some(char => char < ' ')
  ) {
    throw ApiError.badRequest(`invalid path: '${path}'`);
  }
  return parts.join('/');
}
