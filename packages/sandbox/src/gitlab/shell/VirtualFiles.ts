import { posix } from 'node:path';

/** A file of a simulated job: content in memory, or read from a repository when somebody looks. */
export interface VirtualFile {
  mode: string;
  /** Id of the Git object with the content, when it comes from a repository unchanged. */
  blob?: string;
  read(): Promise<Buffer>;
}

/** The file system that a simulated job sees. Nothing of it touches the disk. */
export class VirtualFiles {
  readonly #files = new Map<string, VirtualFile>();
  readonly #directories = new Set<string>(['/', '/tmp']);

  get(path: string): VirtualFile | undefined {
    return this.#files.get(path);
  }

  put(path: string, file: VirtualFile) {
    this.#files.set(path, file);
    this.makeDirectory(posix.dirname(path));
  }

  async read(path: string): Promise<Buffer | undefined> {
    return this.#files.get(path)?.read();
  }

  write(path: string, content: Buffer | string, mode?: string) {
    const bytes = Buffer.from(content as string);
    this.put(path, {
      mode: mode ?? this.#files.get(path)?.mode ?? '100644',
      read: async () => bytes,
    });
  }

  makeDirectory(path: string) {
    let directory = path;
    while (!this.#directories.has(directory)) {
      this.#directories.add(directory);
      directory = posix.dirname(directory);
    }
  }

  isDirectory(path: string) {
    return this.#directories.has(path);
  }

  exists(path: string) {
    return this.#files.has(path) || this.#directories.has(path);
  }

  /** Paths of all files at or below a path. */
  below(path: string): string[] {
    if (this.#files.has(path)) {
      return [path];
    }
    const prefix = path === '/' ? path : `${path}/`;
    return [...this.#files.keys()].filter(file => file.startsWith(prefix));
  }

  /** Names directly in a directory, sorted. */
  list(directory: string): string[] {
    const prefix = directory === '/' ? directory : `${directory}/`;
    const names = new Set<string>();
    for (const path of [...this.#files.keys(), ...this.#directories]) {
      if (path.startsWith(prefix) && path !== directory) {
        names.add(path.slice(prefix.length).split('/')[0]);
      }
    }
    return [...names].filter(Boolean).sort();
  }

  remove(path: string) {
    for (const file of this.below(path)) {
      this.#files.delete(file);
    }
    for (const directory of [...this.#directories]) {
      if (directory === path || directory.startsWith(`${path}/`)) {
        this.#directories.delete(directory);
      }
    }
  }
}
