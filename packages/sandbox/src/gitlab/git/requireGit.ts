import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from './runGit';

/**
 * Makes sure that Git can do what the sandbox needs, before somebody finds out by a failed clone.
 * @throws when there is no Git, or one without its HTTP backend
 */
export async function requireGit(): Promise<void> {
  let programs: string;
  try {
    const { stdout } = await runGit(['--exec-path'], { directory: '.' });
    programs = stdout.toString().trim();
  } catch {
    throw new Error(
      'The sandbox keeps its repositories with Git, and `git` is not on PATH: install Git 2.25 or newer',
    );
  }
  if (!existsSync(join(programs, 'git-http-backend'))) {
    throw new Error(
      `The sandbox serves Git over HTTP with git-http-backend, which is not in ${programs}: install it (on Alpine it is the package git-daemon)`,
    );
  }
}
