import { timestamp } from '../model/conditions';
import { sourcesOf } from '../model/applicationSpec';
import type { StoredRepository } from '../stores/RepositoryStore';
import { normalizeGitUrl } from '../sources/Repositories';
import { query, type ApiSystems } from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { GrpcCode, GrpcError, invalidArgument, notFound } from './GrpcError';
import { messageOf } from '../model/messageOf';

/** Repositories: those registered, and those that applications name. */
export function repositoryRoutes(router: ApiRouter, systems: ApiSystems) {
  const { applications, enforcer, repositories, repositoryStore } = systems;

  router.get('/repositories', (request, session) => {
    const project = query(request, 'appProject');
    return {
      metadata: {},
      items: known()
        .filter(
          repository =>
            (!project || repository.project === project) &&
            enforcer.enforce(session, 'repositories', 'get', repository.repo),
        )
        .map(describe),
    };
  });

  router.post('/repositories', (request, session) => {
    const { repo, name, project, username, type } = request.body ?? {};
    if (!repo) {
      throw invalidArgument('missing payload in request');
    }
    enforcer.check(session, 'repositories', 'create', repo);
    if (!repositories.find(repo)) {
      throw new GrpcError(
        GrpcCode.Unknown,
        'error testing repository connectivity: repository not found',
      );
    }
    // The password is not kept: the sandbox reads the repositories without one.
    const stored: StoredRepository = {
      repo,
      ...(name ? { name } : {}),
      ...(project ? { project } : {}),
      ...(username ? { username } : {}),
      type: type || 'git',
    };
    repositoryStore.set(stored);
    return describe(stored);
  });

  router.get('/repositories/:repo', (request, session) => {
    const { repo } = request.params;
    enforcer.check(session, 'repositories', 'get', repo);
    return describe(existing(repo));
  });

  router.delete('/repositories/:repo', (request, session) => {
    const { repo } = request.params;
    enforcer.check(session, 'repositories', 'delete', repo);
    existing(repo);
    repositoryStore.delete(repo);
    return {};
  });

  router.get('/repositories/:repo/refs', async (request, session) => {
    const { repo } = request.params;
    enforcer.check(session, 'repositories', 'get', repo);
    try {
      const repository = repositories.at(repo);
      repository.forgetRefs();
      return await repository.refs();
    } catch (error) {
      throw new GrpcError(GrpcCode.Unknown, messageOf(error));
    }
  });

  function known(): StoredRepository[] {
    const found = new Map<string, StoredRepository>(
      repositoryStore.list().map(item => [normalizeGitUrl(item.repo), item]),
    );
    for (const { spec } of applications.list()) {
      for (const { repoURL } of sourcesOf(spec)) {
        const key = normalizeGitUrl(repoURL);
        if (repoURL && !found.has(key)) {
          found.set(key, { repo: repoURL, type: 'git' });
        }
      }
    }
    return [...found.values()].sort((a, b) => a.repo.localeCompare(b.repo));
  }

  function existing(repo: string): StoredRepository {
    const key = normalizeGitUrl(repo);
    const found = known().find(item => normalizeGitUrl(item.repo) === key);
    if (!found) {
      throw notFound(`repo '${repo}' not found`);
    }
    return found;
  }

  function describe(repository: StoredRepository) {
    const isReachable = repositories.find(repository.repo) !== undefined;
    return {
      ...repository,
      connectionState: {
        status: isReachable ? 'Successful' : 'Failed',
        message: isReachable
          ? ''
          : 'Unable to connect to repository: repository not found',
        attemptedAt: timestamp(),
      },
    };
  }
}
