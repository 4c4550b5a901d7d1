import type { Collection, DocumentStore } from '../../state/DocumentStore';
import { normalizeGitUrl } from '../sources/Repositories';

export interface StoredRepository {
  repo: string;
  name?: string;
  project?: string;
  username?: string;
  type?: string;
}

/** Repositories registered with Argo CD. Reading needs no registration here: passwords aren't kept. */
export class RepositoryStore {
  readonly #repositories: Collection<StoredRepository>;

  constructor(store: DocumentStore) {
    this.#repositories = store.collection<StoredRepository>(
      'argocd.repositories',
    );
  }

  list(): StoredRepository[] {
    return this.#repositories.values();
  }

  get(url: string): StoredRepository | undefined {
    return this.#repositories.get(normalizeGitUrl(url));
  }

  set(repository: StoredRepository): void {
    this.#repositories.set(normalizeGitUrl(repository.repo), repository);
  }

  delete(url: string): boolean {
    return this.#repositories.delete(normalizeGitUrl(url));
  }
}
