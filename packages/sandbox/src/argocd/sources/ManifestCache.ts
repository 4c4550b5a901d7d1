import { randomUUID } from 'node:crypto';
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from '../../core/SandboxContext';
import { LruCache } from '../../state/LruCache';

const keptFiles = 5_000;

/** Rendered manifests by what they were rendered from: in memory for those in use, on disk for the next start. */
export class ManifestCache {
  readonly #memory = new LruCache<KubernetesObject[]>(600);
  readonly #rendering = new Map<string, Promise<KubernetesObject[]>>();

  constructor(private readonly directory: string) {}

  /**
   * Manifests of the key, rendered when nobody did before. Callers share the objects and must not change them.
   * @param options.fresh - render whatever is cached
   */
  async get(
    key: string,
    render: () => Promise<KubernetesObject[]>,
    options: { fresh?: boolean; memoryOnly?: boolean } = {},
  ): Promise<KubernetesObject[]> {
    const cached = options.fresh ? undefined : this.#memory.get(key);
    if (cached) {
      return cached;
    }
    let rendering = this.#rendering.get(key);
    if (!rendering) {
      rendering = this.#load(key, render, options).finally(() =>
        this.#rendering.delete(key),
      );
      this.#rendering.set(key, rendering);
    }
    return rendering;
  }

  /** Removes the files that weren't used for longest. */
  async prune(): Promise<void> {
    const names = await readdir(this.directory).catch(() => []);
    if (names.length <= keptFiles) {
      return;
    }
    const dated = await Promise.all(
      names.map(async name => ({
        name,
        time: (await stat(join(this.directory, name))).mtimeMs,
      })),
    );
    dated.sort((a, b) => b.time - a.time);
    for (const { name } of dated.slice(keptFiles)) {
      await rm(join(this.directory, name), { force: true });
    }
  }

  async #load(
    key: string,
    render: () => Promise<KubernetesObject[]>,
    { fresh, memoryOnly }: { fresh?: boolean; memoryOnly?: boolean },
  ): Promise<KubernetesObject[]> {
    const file = join(this.directory, `${key}.json`);
    if (!fresh && !memoryOnly) {
      const stored = await readFile(file, 'utf8').catch(() => undefined);
      if (stored !== undefined) {
        const manifests = JSON.parse(stored);
        this.#memory.set(key, manifests);
        const now = new Date();
        await utimes(file, now, now).catch(() => {});
        return manifests;
      }
    }
    const manifests = await render();
    if (!memoryOnly) {
      await mkdir(this.directory, { recursive: true });
      const partial = `${file}.${randomUUID()}`;
      await writeFile(partial, JSON.stringify(manifests));
      await rename(partial, file);
    }
    this.#memory.set(key, manifests);
    return manifests;
  }
}
