import { NotFoundError } from '@backstage/errors';
import type { GitRepositories } from '../../core/SandboxContext';
import { GitRepository } from './GitRepository';

/** Repositories that applications name by their clone address. */
export class Repositories {
  readonly #byDirectory = new Map<string, GitRepository>();

  constructor(private readonly directories: GitRepositories) {}

  /** @throws NotFoundError with the text of Argo CD's Git client */
  at(url: string): GitRepository {
    const repository = this.find(url);
    if (!repository) {
      throw new NotFoundError(
        `failed to list refs: repository not found: ${withoutCredentials(url)}`,
      );
    }
    return repository;
  }

  find(url: string): GitRepository | undefined {
    const directory = this.directories.directoryOf(url);
    if (!directory) {
      return undefined;
    }
    let repository = this.#byDirectory.get(directory);
    if (!repository) {
      repository = new GitRepository(directory);
      this.#byDirectory.set(directory, repository);
    }
    return repository;
  }

  /** Ends the processes that read repositories. */
  close(): void {
    this.#byDirectory.forEach(repository => repository.close());
  }
}

/** A form of a clone address that is the same for all its spellings. */
export function normalizeGitUrl(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}
