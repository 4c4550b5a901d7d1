import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exitOf } from '../lib/run.mjs';

/** A folder in which the script of a job runs; programs of `bin/` come before those of the machine. */
export class JobFolder {
  folder = mkdtempSync(join(tmpdir(), 'runway-job-'));

  write(path, content) {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  program(name, script) {
    this.write(`bin/${name}`, `#!/bin/sh\n${script}`);
    chmodSync(join(this.folder, 'bin', name), 0o755);
  }

  read(path) {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async run({ script, variables }, env) {
    const child = spawn('sh', ['-e', '-c', script.join('\n')], {
      cwd: this.folder,
      env: {
        HOME: this.folder,
        CI_PROJECT_DIR: this.folder,
        ...variables,
        ...env,
        PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        output += chunk;
      });
    }
    return { code: await exitOf(child), output };
  }
}
