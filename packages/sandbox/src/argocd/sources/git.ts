import { spawn } from 'node:child_process';

/** Runs git without the caller's repository settings. Resolves with what it printed. */
export async function git(
  args: string[],
  options: { input?: string } = {},
): Promise<Buffer> {
  // A hook's GIT_DIR and friends must not lead git to another repository.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
  );
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      env: { ...env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', chunk => output.push(chunk));
    child.stderr.on('data', chunk => {
      errors = `${errors}${chunk}`.slice(-4_000);
    });
    // git may end before it has read its input; its exit code tells.
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) {
        resolve(Buffer.concat(output));
      } else {
        reject(new Error(errors.trim() || `git ended with code ${code}`));
      }
    });
    child.stdin.end(options.input ?? '');
  });
}
