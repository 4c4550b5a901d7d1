import type {
  Application,
  ApplicationSource,
  ApplicationSpec,
} from '../model/Application';
import { sourcesOf } from '../model/applicationSpec';
import { directoryPath } from '../sources/DirectorySource';
import { normalizeGitUrl, type Repositories } from '../sources/Repositories';
import type { ObjectStore } from '../stores/ObjectStore';
import type { Priority } from './WorkQueue';

export interface PushWatcherOptions {
  applications: ObjectStore<Application>;
  repositories: Repositories;
  refresh(name: string, priority: Priority): void;
  /** How long further pushes are waited for, in milliseconds. */
  debounce: number;
}

/** Somebody waits for a change of so many applications; one of more is a change of everything. */
const few = 5;

/**
 * Refreshes the applications that follow a branch or tag which moved, as Argo CD's webhook would. Those that the commits
 * really touch come first, so that one change is not held up by all who share a repository.
 */
export class PushWatcher {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly options: PushWatcherOptions) {}

  /** @param project - path of the project on its server, e.g. `platform/gitops` */
  pushed(project: string, ref: string): void {
    const key = `${project} ${ref}`;
    for (const { spec } of this.options.applications.list()) {
      for (const { repoURL } of pushedSources(spec, project, ref)) {
        this.options.repositories.find(repoURL)?.forgetRefs();
      }
    }
    if (!this.#timers.has(key)) {
      const timer = setTimeout(() => {
        this.#timers.delete(key);
        void this.#refresh(project, ref);
      }, this.options.debounce);
      timer.unref();
      this.#timers.set(key, timer);
    }
  }

  stop(): void {
    this.#timers.forEach(timer => clearTimeout(timer));
    this.#timers.clear();
  }

  async #refresh(project: string, ref: string) {
    const touched: string[] = [];
    const others: string[] = [];
    for (const application of this.options.applications.list()) {
      const { name } = application.metadata;
      const sources = pushedSources(application.spec, project, ref);
      if (sources.length > 0) {
        // Who can't be compared counts as touched: maybe now it can.
        const isTouched = await this.#isTouched(application, sources).catch(
          () => true,
        );
        (isTouched ? touched : others).push(name);
      }
    }
    const priority = touched.length <= few ? 'urgent' : 'normal';
    touched.forEach(name => this.options.refresh(name, priority));
    others.forEach(name => this.options.refresh(name, 'background'));
  }

  async #isTouched(
    { spec, status }: Application,
    pushed: ApplicationSource[],
  ): Promise<boolean> {
    const sources = sourcesOf(spec);
    const known = status.sync.revisions ?? [status.sync.revision];
    for (const [index, source] of sources.entries()) {
      if (!pushed.includes(source)) {
        continue;
      }
      const repository = this.options.repositories.at(source.repoURL);
      const before = await repository.tree(known[index]!);
      const after = await repository.tree(
        await repository.resolve(source.targetRevision),
      );
      const path = directoryPath(source.path);
      // A chart may depend on any other of its repository.
      const isChart = after.has(`${path}/Chart.yaml`);
      const paths = [
        ...(source.path ? [isChart ? '' : path] : []),
        ...referredFiles(sources, source.ref),
      ];
      if (paths.some(item => before.get(item)?.oid !== after.get(item)?.oid)) {
        return true;
      }
    }
    return false;
  }
}

/** Value files that sources take from the source of that name. */
function referredFiles(
  sources: ApplicationSource[],
  ref: string | undefined,
): string[] {
  const prefix = `$${ref}/`;
  return ref
    ? sources
        .flatMap(source => source.helm?.valueFiles ?? [])
        .filter(file => file.startsWith(prefix))
        .map(file => directoryPath(file.slice(prefix.length)))
    : [];
}

function pushedSources(
  spec: ApplicationSpec,
  project: string,
  ref: string,
): ApplicationSource[] {
  const moved = shortRef(ref);
  const suffix = `/${project.toLowerCase()}`;
  return sourcesOf(spec).filter(
    ({ repoURL, targetRevision = 'HEAD' }) =>
      normalizeGitUrl(repoURL).endsWith(suffix) &&
      ['', 'HEAD', moved].includes(shortRef(targetRevision)),
  );
}

function shortRef(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
