import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { gitEnvironment } from './gitEnvironment';

export interface GitObject {
  oid: string;
  type: string;
  content: Buffer;
}

interface Question {
  resolve(object: GitObject | undefined): void;
  reject(error: Error): void;
}

/** A process is ended when nobody asked it for so long, in milliseconds. */
const idleTime = 15_000;

/**
 * Reads objects of a repository through one `git cat-file --batch`, because starting a process for every file is what would
 * cost most.
 */
export class ObjectReader {
  #child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  readonly #questions: Question[] = [];
  #received: Buffer[] = [];
  #length = 0;
  /** Bytes that the answer under way has at least. */
  #expected = 1;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly directory: string) {}

  /** Undefined when the repository has no such object. */
  async read(name: string): Promise<GitObject | undefined> {
    if (/[\n\r]/.test(name)) {
      throw new Error('a name of an object is a single line');
    }
    const child = (this.#child ??= this.#start());
    clearTimeout(this.#idle);
    return new Promise((resolve, reject) => {
      this.#questions.push({ resolve, reject });
      child.stdin.write(`${name}\n`);
    });
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#child?.stdin.end();
    this.#child = undefined;
  }

  #start() {
    const child = spawn(
      'git',
      [`--git-dir=${this.directory}`, 'cat-file', '--batch'],
      { env: gitEnvironment(), stdio: ['pipe', 'pipe', 'ignore'] },
    );
    const fail = (error: Error) => {
      if (this.#child === child) {
        this.#child = undefined;
      }
      this.#received = [];
      this.#length = 0;
      this.#expected = 1;
      this.#questions.splice(0).forEach(({ reject }) => reject(error));
    };
    child.on('error', fail);
    child.stdin.on('error', () => {});
    child.on('close', () => fail(new Error('git cat-file has ended')));
    child.stdout.on('data', (chunk: Buffer) => {
      this.#received.push(chunk);
      this.#length += chunk.length;
      if (this.#length >= this.#expected) {
        this.#answer();
      }
    });
    // Nobody has to wait for it to end.
    child.unref();
    for (const stream of [child.stdin, child.stdout]) {
      (stream as unknown as { unref?(): void }).unref?.();
    }
    return child;
  }

  #answer() {
    let data = Buffer.concat(this.#received);
    this.#expected = data.length + 1;
    while (data.length > 0) {
      const end = data.indexOf('\n');
      if (end < 0) {
        break;
      }
      const [oid, type, size] = data.toString('utf8', 0, end).split(' ');
      const isMissing = size === undefined;
      const length = isMissing ? end + 1 : end + 1 + Number(size) + 1;
      if (data.length < length) {
        this.#expected = length;
        break;
      }
      const content = data.subarray(end + 1, length - 1);
      this.#questions
        .shift()
        ?.resolve(isMissing ? undefined : { oid, type, content });
      data = data.subarray(length);
      this.#expected = data.length + 1;
    }
    this.#received = data.length > 0 ? [data] : [];
    this.#length = data.length;
    if (this.#questions.length === 0) {
      this.#idle = setTimeout(() => this.close(), idleTime);
      this.#idle.unref();
    }
  }
}
