// Child processes: run to the end, or keep and stop together.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Advice } from './progress.mjs';

/**
 * Runs a command to its end; its output goes to a log file, or to this terminal when there is none.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv, log?: string, advice?: string}} options
 */
export async function run(command, args, { cwd, env, log, advice }) {
  const output = log && openLog(log);
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', output ? 'pipe' : 'inherit', output ? 'pipe' : 'inherit'],
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      output.write(chunk);
      tail = (tail + chunk).slice(-4000);
    });
  }
  const code = await exitOf(child);
  output?.end();
  if (code !== 0) {
    throw new Advice(
      `${[command, ...args].join(' ')} failed with code ${code}.\n${tail}\n${
        log ? `The whole output is in ${log}.` : ''
      }${advice ? `\n${advice}` : ''}`,
    );
  }
}

/** @returns {Promise<number>} exit code; 1 when it could not be started or was ended by a signal */
export function exitOf(child) {
  return new Promise(resolve => {
    child.once('error', () => resolve(1));
    child.once('exit', code => resolve(code ?? 1));
  });
}

/** Processes that live as long as the command: stopped together, last started first. */
export class Processes {
  #running = [];
  #stopping = false;

  /** @param {(name: string, code: number, log: string) => void} onDeath called when one ends by itself */
  constructor(onDeath) {
    this.onDeath = onDeath;
  }

  start(name, command, args, { cwd, env, log }) {
    const output = openLog(log);
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    const exit = exitOf(child).then(code => {
      output.end();
      if (!this.#stopping) {
        this.onDeath(name, code, log);
      }
    });
    this.#running.push({ child, exit });
    return child;
  }

  get pids() {
    return this.#running.map(({ child }) => child.pid);
  }

  /** Sends a signal to all of them. */
  signal(name) {
    for (const { child } of this.#running) {
      child.kill(name);
    }
  }

  /** Ends all of them at once, without a chance to clean up. */
  async kill() {
    this.#stopping = true;
    for (const { child, exit } of this.#running) {
      child.kill('SIGKILL');
      await exit;
    }
    this.#running = [];
  }

  async stop() {
    this.#stopping = true;
    for (const { child, exit } of this.#running.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await exit;
        clearTimeout(force);
      }
    }
    this.#running = [];
  }
}

function openLog(file) {
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file, { flags: 'a', mode: 0o600 });
}
