import { parse } from 'yaml';
import type { SandboxContext } from '../../core/SandboxContext';
import type { GitLabSystem } from '../../gitlab/GitLab';
import { readFolder } from '../content/readFolder';
import { personOf } from '../data/people';

/** Folders of the project that the sandbox serves from Git. */
export interface Sources {
  charts: string;
  pipelines: string;
  templates: string;
  /** Without it there is no `platform/infrastructure`. */
  infrastructure?: string;
}

interface KnownSource {
  digest: string;
  paths: string[];
}

interface SourceProject {
  source: keyof Sources;
  project: string;
  description: string;
  exclude?(path: string): boolean;
  /** Approvals that a merge request needs; none when left out. */
  approvals?: number;
}

export const INFRASTRUCTURE = 'platform/infrastructure';

const PROJECTS: SourceProject[] = [
  {
    source: 'charts',
    project: 'platform/charts',
    description: 'Helm charts that services and tenants are made of',
    // Downloaded dependencies of a chart.
    exclude: path => /^[^/]+\/charts$/.test(path),
  },
  {
    source: 'pipelines',
    project: 'platform/pipelines',
    description: 'CI/CD components that pipelines are made of',
  },
  {
    source: 'templates',
    project: 'platform/templates',
    description: 'Golden paths',
    exclude: path => path === 'pipelines',
  },
  {
    source: 'infrastructure',
    project: INFRASTRUCTURE,
    description:
      'Networks, clusters, databases: planned and applied by Atlantis',
    approvals: 1,
  },
];

/** Versions that a commit of a folder's content is tagged with, the newest first. */
function releasesIn(
  source: keyof Sources,
  files: Record<string, Buffer>,
  isNew: boolean,
): string[] {
  if (source === 'charts') {
    return [versionOfCharts(files)];
  }
  if (source !== 'pipelines') {
    return [];
  }
  const headings = [
    ...files['CHANGELOG.md'].toString().matchAll(/^## (\d+)(\.\d+\.\d+)$/gm),
  ];
  // A minor version only adds, so a new organisation has the older ones of the same major where it has the newest.
  return headings
    .filter(([, major]) => major === headings[0][1])
    .map(([, major, rest]) => `${major}${rest}`)
    .slice(0, isNew ? undefined : 1);
}

/** All charts have the version of the library that is in them. */
function versionOfCharts(files: Record<string, Buffer>): string {
  return parse(files['library/Chart.yaml'].toString()).version;
}

/** The repositories whose content is the project's own charts, pipelines and templates. */
export class SourceProjects {
  readonly #known;

  constructor(
    ctx: SandboxContext,
    private readonly gitlab: GitLabSystem,
    private readonly sources: Sources,
  ) {
    this.#known = ctx.store.collection<KnownSource>('organisation.sources');
  }

  /** Makes the repositories. */
  async create(date: Date): Promise<void> {
    await this.refresh(date);
  }

  /**
   * Commits what has changed in the folders since the last time.
   * @returns the projects that got a commit
   */
  async refresh(date?: Date): Promise<string[]> {
    const changed: string[] = [];
    for (const {
      source,
      project,
      description,
      exclude,
      approvals,
    } of PROJECTS) {
      const folder = this.sources[source];
      if (folder === undefined) {
        continue;
      }
      if (!this.gitlab.admin.findProject(project)) {
        await this.gitlab.admin.createProject({
          path: project,
          description,
          approvalsBeforeMerge: approvals,
          // Whoever asks for something doesn't approve it.
          committersMayApprove: approvals === undefined,
        });
      }
      const { files, digest } = await readFolder(folder, exclude);
      const known = this.#known.get(project);
      if (known?.digest !== digest) {
        const removed = (known?.paths ?? []).filter(path => !(path in files));
        await this.gitlab.admin.commit({
          project,
          commits: [
            {
              message: known
                ? `Follow the folder ${source} of the project`
                : `Take over the folder ${source} of the project`,
              author: personOf('priya.nair'),
              date,
              files: {
                ...files,
                ...Object.fromEntries(removed.map(path => [path, null])),
              },
            },
          ],
        });
        // The tag of the newest release follows its folder; in a real GitLab a tag never moves.
        for (const version of releasesIn(source, files, known === undefined)) {
          await this.gitlab.admin.createTag(project, version, 'main');
        }
        this.#known.set(project, { digest, paths: Object.keys(files) });
        changed.push(project);
      }
    }
    return changed;
  }

  /** Version of the pipeline components, as projects pin it. */
  async pipelineVersion(): Promise<string> {
    const { files } = await readFolder(
      this.sources.pipelines,
      path => path !== 'VERSION',
    );
    return files.VERSION.toString().trim();
  }

  /** Release of the charts, as applications pin it. */
  async chartsVersion(): Promise<string> {
    const { files } = await readFolder(
      this.sources.charts,
      path => !/^library(\/Chart\.yaml)?$/.test(path),
    );
    return versionOfCharts(files);
  }
}
