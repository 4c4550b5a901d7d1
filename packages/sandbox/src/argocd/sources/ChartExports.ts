import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { parse } from 'yaml';
import { directoryPath, isBelow } from './DirectorySource';
import type { CommitTree, GitRepository } from './GitRepository';
import { LruCache } from '../../state/LruCache';
import { messageOf } from '../model/messageOf';

export interface Chart {
  /** Changes with the chart and every chart it depends on in the same repository. */
  id: string;
  /** Path of the chart in its repository. */
  path: string;
  /** Charts to export, dependencies first. */
  parts: Array<{ path: string; hasDependencies: boolean }>;
}

export interface ExportedChart {
  /** Directory of the chart, ready to be rendered. */
  directory: string;
}

interface Dependency {
  name: string;
  version: string;
  repository?: string;
}

const keptExports = 60;

/** Copies of charts on disk, each made once, with its dependencies built. */
export class ChartExports {
  readonly #exports = new Map<string, Promise<ExportedChart>>();
  /** By the id of the repository's tree: every application of a chart asks, at every push. */
  readonly #found = new LruCache<Promise<Chart>>(200);

  constructor(
    private readonly root: string,
    private readonly buildDependencies: (chart: string) => Promise<void>,
  ) {}

  /** Finds a chart and its `file://` dependencies without copying anything. */
  find(
    repository: GitRepository,
    tree: CommitTree,
    path: string,
  ): Promise<Chart> {
    const key = `${tree.get('')!.oid} ${path}`;
    let chart = this.#found.get(key);
    if (!chart) {
      chart = this.#find(repository, tree, path);
      this.#found.set(key, chart);
      chart.catch(() => this.#found.delete(key));
    }
    return chart;
  }

  async #find(
    repository: GitRepository,
    tree: CommitTree,
    path: string,
  ): Promise<Chart> {
    const parts: Chart['parts'] = [];
    const visit = async (chartPath: string, trail: string[]) => {
      if (parts.some(part => part.path === chartPath)) {
        return;
      }
      if (trail.includes(chartPath)) {
        throw new Error(`chart ${chartPath} depends on itself`);
      }
      const dependencies = await readDependencies(repository, tree, chartPath);
      for (const dependency of dependencies) {
        const local = /^file:\/\/(.+)$/.exec(dependency.repository ?? '');
        if (local) {
          const target = directoryPath(posix.join(chartPath, local[1]));
          if (tree.get(target)?.type === 'tree') {
            await visit(target, [...trail, chartPath]);
          }
        }
      }
      const vendored = dependencies.every(
        ({ name, version }) =>
          tree.has(posix.join(chartPath, 'charts', name)) ||
          tree.has(posix.join(chartPath, 'charts', `${name}-${version}.tgz`)),
      );
      parts.push({
        path: chartPath,
        hasDependencies: dependencies.length > 0 && !vendored,
      });
    };
    await visit(path, []);
    const id = createHash('sha256')
      .update(
        JSON.stringify(
          parts.map(part => [part.path, tree.get(part.path)!.oid]),
        ),
      )
      .digest('hex')
      .slice(0, 32);
    return { id, path, parts };
  }

  /** Copies a chart out of its repository, unless that was done before. */
  async export(
    repository: GitRepository,
    tree: CommitTree,
    chart: Chart,
  ): Promise<ExportedChart> {
    let exported = this.#exports.get(chart.id);
    if (!exported) {
      exported = this.#export(repository, tree, chart);
      this.#exports.set(chart.id, exported);
      exported.catch(() => this.#exports.delete(chart.id));
    }
    return exported;
  }

  /** Removes the oldest copies and what a killed process left half done. */
  async prune(): Promise<void> {
    const names = await readdir(this.root).catch(() => []);
    const dated = await Promise.all(
      names.map(async name => ({
        name,
        time: name.endsWith('.partial')
          ? 0
          : (
              await stat(join(this.root, name))
            ).mtimeMs,
      })),
    );
    dated.sort((a, b) => b.time - a.time);
    for (const [index, { name, time }] of dated.entries()) {
      if (time === 0 || index >= keptExports) {
        await rm(join(this.root, name), { recursive: true, force: true });
      }
    }
  }

  async #export(
    repository: GitRepository,
    tree: CommitTree,
    chart: Chart,
  ): Promise<ExportedChart> {
    const target = join(this.root, chart.id);
    if (!existsSync(target)) {
      const partial = join(this.root, `${randomUUID()}.partial`);
      try {
        await copy(
          repository,
          tree,
          chart.parts.map(part => part.path),
          partial,
        );
        for (const part of chart.parts) {
          if (part.hasDependencies) {
            await this.buildDependencies(join(partial, part.path));
          }
        }
        // Renamed last, so that what exists is complete.
        await rename(partial, target);
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    }
    return { directory: join(target, chart.path) };
  }
}

async function readDependencies(
  repository: GitRepository,
  tree: CommitTree,
  chartPath: string,
): Promise<Dependency[]> {
  const file = tree.get(posix.join(chartPath, 'Chart.yaml'));
  if (!file) {
    return [];
  }
  const [content] = await repository.blobs([file.oid]);
  try {
    return parse(content.toString('utf8'))?.dependencies ?? [];
  } catch (error) {
    throw new Error(
      `error unmarshalling the helm chart ${chartPath}: ${messageOf(error)}`,
    );
  }
}

async function copy(
  repository: GitRepository,
  tree: CommitTree,
  roots: string[],
  target: string,
): Promise<void> {
  const files = [...tree]
    .filter(
      ([path, entry]) =>
        entry.type === 'blob' && roots.some(root => isBelow(root, path)),
    )
    .map(([path, entry]) => ({ path, ...entry }));
  const contents = await repository.blobs(files.map(file => file.oid));
  await mkdir(target, { recursive: true });
  for (const [index, { path, mode }] of files.entries()) {
    const file = join(target, path);
    await mkdir(dirname(file), { recursive: true });
    if (mode === '120000') {
      const link = contents[index].toString('utf8');
      const destination = posix.normalize(
        posix.join(posix.dirname(path), link),
      );
      if (posix.isAbsolute(link) || destination.startsWith('..')) {
        throw new Error(
          `repository contains out-of-bounds symlinks. file: ${path}`,
        );
      }
      await symlink(link, file);
    } else {
      await writeFile(file, contents[index], {
        mode: mode === '100755' ? 0o755 : 0o644,
      });
    }
  }
}
