import { isDeepStrictEqual } from 'node:util';
import {
  type ApplicationSet,
  validateApplicationSet,
} from '../model/ApplicationSet';
import { messageOf } from '../model/messageOf';
import { projectsOf, query, type ApiSystems } from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { invalidArgument, notFound } from './GrpcError';
import { parseSelector } from './labelSelector';

/** List, get, create, change and delete ApplicationSets. */
export function applicationSetRoutes(
  router: ApiRouter,
  { sets, enforcer }: ApiSystems,
) {
  const find = (name: string, namespace = '') => {
    const set = sets.get(name);
    if (!set || (namespace && set.metadata.namespace !== namespace)) {
      throw notFound(`applicationsets.argoproj.io "${name}" not found`);
    }
    return set;
  };

  router.get('/applicationsets', (request, session) => {
    const matches = parseSelector(query(request, 'selector') ?? '');
    const namespace = query(request, 'appsetNamespace');
    const projects = projectsOf(request);
    return {
      metadata: { resourceVersion: sets.resourceVersion },
      items: sets
        .list()
        .filter(
          set =>
            (!namespace || set.metadata.namespace === namespace) &&
            (projects.length === 0 || projects.includes(projectOf(set))) &&
            matches(set.metadata.labels ?? {}) &&
            enforcer.enforce(session, 'applicationsets', 'get', nameOf(set)),
        ),
    };
  });

  router.get('/applicationsets/:name', (request, session) => {
    const set = find(request.params.name, query(request, 'appsetNamespace'));
    enforcer.check(session, 'applicationsets', 'get', nameOf(set));
    return set;
  });

  router.post('/applicationsets', (request, session) => {
    const manifest = validated(request.body);
    const { name } = manifest.metadata;
    const existing = sets.get(name);
    enforcer.check(
      session,
      'applicationsets',
      existing ? 'update' : 'create',
      nameOf(manifest),
    );
    if (!existing) {
      return sets.create(manifest);
    }
    if (isDeepStrictEqual(existing.spec, manifest.spec)) {
      return existing;
    }
    if (query(request, 'upsert') !== 'true') {
      throw invalidArgument(
        'existing ApplicationSet spec is different, use upsert flag to force update',
      );
    }
    return sets.update(name, draft => {
      draft.spec = manifest.spec;
    })!;
  });

  router.delete('/applicationsets/:name', (request, session) => {
    const set = find(request.params.name, query(request, 'appsetNamespace'));
    enforcer.check(session, 'applicationsets', 'delete', nameOf(set));
    sets.delete(set.metadata.name);
    return {};
  });
}

function validated(manifest: unknown) {
  try {
    return validateApplicationSet(manifest);
  } catch (error) {
    throw invalidArgument(messageOf(error));
  }
}

type Named = Pick<ApplicationSet, 'spec'> & { metadata: { name: string } };

const projectOf = ({ spec }: Named) => spec.template.spec.project;

const nameOf = (set: Named) => `${projectOf(set)}/${set.metadata.name}`;
