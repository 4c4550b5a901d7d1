import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { gitEnvironment } from '../../git/gitEnvironment';

/** Git ended with an exit code that the caller did not expect. */
export class GitError extends Error {
  override readonly name = 'GitError';

  constructor(
    command: string,
    readonly code: number | null,
    readonly stderr: string,
  ) {
    super(`git ${command} ended with ${code}: ${stderr.trim()}`);
  }
}

export interface GitOptions {
  /** Directory of the repository. */
  directory: string;
  input?: string | Buffer;
  env?: Record<string, string>;
  /** Exit codes that are an answer; only 0 by default. */
  accept?: number[];
}

/** Runs one Git command to its end. @throws GitError on an exit code that is not accepted */
export function runGit(
  args: string[],
  options: GitOptions,
): Promise<{ code: number; stdout: Buffer; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: options.directory,
      env: { ...gitEnvironment(), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', chunk => stdout.push(chunk));
    child.stderr.on('data', chunk => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', code => {
      const message = Buffer.concat(stderr).toString();
      if (code !== null && (options.accept ?? [0]).includes(code)) {
        resolve({ code, stdout: Buffer.concat(stdout), stderr: message });
      } else {
        reject(new GitError(args[0], code, message));
      }
    });
    // A process that ended early closes its input: its exit code tells more than EPIPE.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
  });
}

/** Runs one Git command and hands out its output as it comes; the stream fails when Git does. */
export function streamGit(args: string[], options: GitOptions): Readable {
  const child = spawn('git', args, {
    cwd: options.directory,
    env: { ...gitEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let message = '';
  child.stderr.on('data', chunk => {
    message += chunk;
  });
  child.once('error', error => child.stdout.destroy(error));
  child.once('close', code => {
    if (code !== 0) {
      child.stdout.destroy(new GitError(args[0], code, message));
    }
  });
  return child.stdout;
}
