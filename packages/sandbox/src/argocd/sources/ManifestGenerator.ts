import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../../core/SandboxContext';
import type { ApplicationSource } from '../model/Application';
import type { ChartExports } from './ChartExports';
import { directoryPath, readDirectory } from './DirectorySource';
import type { CommitTree, GitRepository } from './GitRepository';
import type { Helm } from './Helm';
import type { ManifestCache } from './ManifestCache';
import { parseManifests } from './parseManifests';
import type { Repositories } from './Repositories';

export interface GenerateOptions {
  application: string;
  /** Default namespace of what is rendered. */
  namespace: string;
  sources: ApplicationSource[];
  /** A revision for each source; its `targetRevision` where absent. */
  revisions?: Array<string | undefined>;
  kubeVersion: string;
  apiVersions: string[];
  /** Render again even when nothing changed. */
  noCache?: boolean;
}

export interface SourceManifests {
  /** Commit id. */
  revision: string;
  type: 'Helm' | 'Directory';
  /** Shared with others: not to be changed. */
  manifests: KubernetesObject[];
}

interface ResolvedSource {
  source: ApplicationSource;
  repository: GitRepository;
  revision: string;
  tree: CommitTree;
}

const cached = '<path to cached source>';

/** Turns the sources of an application into manifests: what Argo CD's repository server does. */
export class ManifestGenerator {
  constructor(
    private readonly repositories: Repositories,
    private readonly charts: ChartExports,
    private readonly helm: Helm,
    private readonly cache: ManifestCache,
  ) {}

  /**
   * Manifests of each source, in order. A source that is only referred to has none.
   * @throws Error with Argo CD's text
   */
  async generate(options: GenerateOptions): Promise<SourceManifests[]> {
    const count = options.sources.length;
    const resolved: ResolvedSource[] = [];
    for (const [index, source] of options.sources.entries()) {
      resolved.push(
        await this.#resolve(source, options.revisions?.[index]).catch(error => {
          throw failure(index, count, error);
        }),
      );
    }
    const results: SourceManifests[] = [];
    for (const [index, source] of resolved.entries()) {
      results.push(
        await this.#generate(source, resolved, options).catch(error => {
          throw failure(index, count, error);
        }),
      );
    }
    return results;
  }

  async #resolve(
    source: ApplicationSource,
    revision: string | undefined,
  ): Promise<ResolvedSource> {
    if (source.chart) {
      throw new Error(
        `the sandbox reads charts from Git only, not the chart ${source.chart} of ${source.repoURL}`,
      );
    }
    const repository = this.repositories.at(source.repoURL);
    const commit = await repository.resolve(revision || source.targetRevision);
    const tree = await repository.tree(commit).catch(() => {
      throw new Error(
        `failed to checkout revision ${commit}: fatal: unable to read tree ${commit}`,
      );
    });
    return { source, repository, revision: commit, tree };
  }

  async #generate(
    resolved: ResolvedSource,
    all: ResolvedSource[],
    options: GenerateOptions,
  ): Promise<SourceManifests> {
    const { source, repository, revision, tree } = resolved;
    if (source.ref && !source.path) {
      return { revision, type: 'Directory', manifests: [] };
    }
    const path = directoryPath(source.path);
    const directory = tree.get(path);
    if (directory?.type !== 'tree') {
      throw new Error(
        directory
          ? `${source.path}: app path is not a directory`
          : `${source.path}: app path does not exist`,
      );
    }
    if (source.helm || tree.has(posix.join(path, 'Chart.yaml'))) {
      const manifests = await this.#renderChart(resolved, path, all, options);
      return { revision, type: 'Helm', manifests };
    }
    if (
      source.kustomize ||
      source.plugin ||
      tree.has(posix.join(path, 'kustomization.yaml'))
    ) {
      throw new Error(
        `the sandbox renders Helm charts and plain manifests, not kustomizations or plugins (${source.path})`,
      );
    }
    const manifests = await this.cache.get(
      digest(['directory', directory.oid, source.directory ?? {}]),
      () => readDirectory(repository, tree, source),
      { fresh: options.noCache, memoryOnly: true },
    );
    return { revision, type: 'Directory', manifests };
  }

  async #renderChart(
    { source, repository, tree }: ResolvedSource,
    path: string,
    all: ResolvedSource[],
    options: GenerateOptions,
  ): Promise<KubernetesObject[]> {
    const helm = source.helm ?? {};
    const chart = await this.charts.find(repository, tree, path);
    const valueFiles = (helm.valueFiles ?? []).flatMap(file => {
      const found = locateValueFile(file, { tree, repository }, path, all);
      if (!found.oid && !helm.ignoreMissingValueFiles) {
        throw new Error(
          `failed to execute helm template command: failed to get command args to log: \`helm template . --name-template ${options.application} --namespace ${options.namespace} --values ${found.label}\` failed exit status 1: Error: open ${found.label}: no such file or directory`,
        );
      }
      return found.oid ? [{ ...found, oid: found.oid }] : [];
    });
    const inline = helm.valuesObject
      ? stringify(helm.valuesObject)
      : helm.values;
    const settings = {
      releaseName: helm.releaseName || options.application,
      namespace: helm.namespace || options.namespace,
      kubeVersion: helm.kubeVersion || options.kubeVersion,
      apiVersions: helm.apiVersions ?? options.apiVersions,
      parameters: helm.parameters ?? [],
      skipCrds: helm.skipCrds,
      skipTests: helm.skipTests,
      skipSchemaValidation: helm.skipSchemaValidation,
    };
    const key = digest([
      'helm',
      chart.id,
      valueFiles.map(file => file.oid),
      inline ?? '',
      settings,
    ]);
    return this.cache.get(
      key,
      async () => {
        const { directory } = await this.charts.export(repository, tree, chart);
        const values = await Promise.all(
          valueFiles.map(async file => ({
            label: file.label,
            content: (
              await file.repository.blobs([file.oid])
            )[0] as Buffer | string,
          })),
        );
        if (inline) {
          values.push({ label: `${cached}/values`, content: inline });
        }
        const text = await this.helm
          .template({ ...settings, chart: directory, values })
          .catch(error => {
            throw new Error(
              `failed to execute helm template command: failed to get command args to log: ${error.message}`,
            );
          });
        return parseManifests(text, path || 'chart');
      },
      { fresh: options.noCache },
    );
  }
}

function locateValueFile(
  file: string,
  own: { tree: CommitTree; repository: GitRepository },
  chartPath: string,
  all: ResolvedSource[],
): { label: string; oid?: string; repository: GitRepository } {
  const reference = /^\$([^/]+)\/(.+)$/.exec(file);
  if (!reference) {
    if (/^https?:/.test(file)) {
      throw new Error(
        `the sandbox reads value files from Git only, not from ${file}`,
      );
    }
    const path = file.startsWith('/')
      ? directoryPath(file)
      : directoryPath(posix.join(chartPath, file));
    return {
      label: `${cached}/${path}`,
      oid: blobAt(own.tree, path),
      repository: own.repository,
    };
  }
  const [, name, rest] = reference;
  const target = all.find(candidate => candidate.source.ref === name);
  if (!target) {
    const names = all
      .filter(candidate => candidate.source.ref)
      .map(candidate => `$${candidate.source.ref}`);
    throw new Error(
      names.length === 0
        ? `source referenced "$${name}", but no source has a 'ref' field defined`
        : `source referenced "$${name}", which is not one of the available sources (${names.join(
            ', ',
          )})`,
    );
  }
  const path = directoryPath(rest);
  return {
    label: `${cached}/${path}`,
    oid: blobAt(target.tree, path),
    repository: target.repository,
  };
}

function blobAt(tree: CommitTree, path: string): string | undefined {
  const entry = tree.get(path);
  return entry?.type === 'blob' ? entry.oid : undefined;
}

function failure(index: number, count: number, error: Error): Error {
  return new Error(
    `failed to generate manifest for source ${
      index + 1
    } of ${count}: rpc error: code = Unknown desc = ${error.message}`,
  );
}

function digest(parts: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 40);
}
