import { spawn } from 'node:child_process';
import { gitEnvironment } from '../../git/gitEnvironment';

/** Runs git. Resolves with what it printed. */
export async function git(args: string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      env: gitEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', chunk => output.push(chunk));
    child.stderr.on('data', chunk => {
      errors = `${errors}${chunk}`.slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) {
        resolve(Buffer.concat(output));
      } else {
        reject(new Error(errors.trim() || `git ended with code ${code}`));
      }
    });
  });
}
