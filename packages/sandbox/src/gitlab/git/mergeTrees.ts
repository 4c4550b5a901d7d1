import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitRepository } from './GitRepository';
import { runGit } from './runGit';

/**
 * Three-way merge of two commits without a checkout: the id of the merged tree, or the paths that conflict.
 * Works with every Git since 2.20; `git merge-tree --write-tree` would need 2.38.
 */
export async function mergeTrees(
  repository: GitRepository,
  base: string,
  ours: string,
  theirs: string,
): Promise<{ tree: string } | { conflicts: string[] }> {
  const workTree = await mkdtemp(join(tmpdir(), 'runway-merge-'));
  try {
    const options = {
      directory: workTree,
      env: {
        GIT_DIR: repository.directory,
        GIT_WORK_TREE: workTree,
        GIT_INDEX_FILE: join(workTree, '.merge-index'),
      },
    };
    await runGit(
      ['read-tree', '-i', '-m', '--aggressive', base, ours, theirs],
      options,
    );
    if ((await unmerged(options)).length > 0) {
      await runGit(['merge-index', '-o', '-q', 'git-merge-one-file', '-a'], {
        ...options,
        accept: [0, 1, 128],
      });
      const conflicts = await unmerged(options);
      if (conflicts.length > 0) {
        return { conflicts };
      }
    }
    const { stdout } = await runGit(['write-tree'], options);
    return { tree: stdout.toString().trim() };
  } finally {
    await rm(workTree, { recursive: true, force: true });
  }
}

async function unmerged(options: Parameters<typeof runGit>[1]) {
  const { stdout } = await runGit(['ls-files', '-u', '-z'], options);
  const paths = stdout
    .toString()
    .split('\0')
    .filter(Boolean)
    .map(line => line.slice(line.indexOf('\t') + 1));
  return [...new Set(paths)];
}
