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

/** Versions of the newest major, the newest first: the headings of a changelog. */
function releasesIn(changelog: string): string[] {
  const versions = [...changelog.matchAll(/^## (\d+)(\.\d+\.\d+)$/gm)];
  return versions
    .filter(([, major]) => major === versions[0][1])
    .map(([, major, rest]) => `${major}${rest}`);
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
        if (source === 'pipelines') {
          // A minor version only adds, so a new organisation has the older ones of the same major where it has the newest.
          const versions = releasesIn(files['CHANGELOG.md'].toString());
          for (const version of known ? versions.slice(0, 1) : versions) {
            await this.gitlab.admin.createTag(project, version, 'main');
          }
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
}
