import { isDeepStrictEqual } from 'node:util';
import type { Session } from '../auth/Accounts';
import type { Application } from '../model/Application';
import { cascadeFinalizer, cascadeFinalizers } from '../model/applicationSpec';
import {
  ApiSystems,
  findApplication,
  objectName,
  projectsOf,
  query,
  targetOf,
} from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { GrpcCode, GrpcError, invalidArgument } from './GrpcError';
import { parseSelector } from './labelSelector';
import { fieldSelector } from './selectFields';
import { checkApplication, type ApplicationManifest } from './checkApplication';
import { patchApplication, withoutUndefined } from './patchApplication';

const finalizerOfPolicy: Record<string, string> = {
  '': cascadeFinalizer,
  foreground: 'foreground-finalizer.argocd.argoproj.io',
  background: 'background-finalizer.argocd.argoproj.io',
};

/** List, get, create, change and delete applications. */
export function applicationRoutes(router: ApiRouter, systems: ApiSystems) {
  const { applications, enforcer, controller, events } = systems;

  router.get('/applications', (request, session) => {
    const matches = parseSelector(query(request, 'selector') ?? '');
    const name = query(request, 'name');
    const namespace = query(request, 'appNamespace');
    const repo = query(request, 'repo');
    const projects = projectsOf(request);
    const fields = query(request, 'fields');
    const items = applications
      .list()
      .filter(
        application =>
          (!name || application.metadata.name === name) &&
          (!namespace || application.metadata.namespace === namespace) &&
          (projects.length === 0 ||
            projects.includes(application.spec.project)) &&
          (!repo ||
            [application.spec.source, ...(application.spec.sources ?? [])].some(
              source => source?.repoURL === repo,
            )) &&
          matches(application.metadata.labels ?? {}) &&
          enforcer.enforce(
            session,
            'applications',
            'get',
            objectName(application),
          ),
      );
    return {
      metadata: { resourceVersion: applications.resourceVersion },
      items: fields ? items.map(fieldSelector(fields, 'items.')) : items,
    };
  });

  router.get('/applications/:name', async (request, session) => {
    const projects = projectsOf(request);
    if (projects.length > 1) {
      throw invalidArgument(
        'multiple projects specified - the get endpoint accepts either zero or one project',
      );
    }
    const target = { ...targetOf(request), project: projects[0] };
    const application = findApplication(systems, session, 'get', target);
    const refresh = query(request, 'refresh');
    if (refresh === undefined) {
      return application;
    }
    await controller.refresh(
      target.name,
      refresh === 'hard' ? 'hard' : 'normal',
    );
    return findApplication(systems, session, 'get', target);
  });

  router.post('/applications', async (request, session) => {
    const manifest: ApplicationManifest = request.body;
    const checked = await checkApplication(systems, session, manifest, {
      action: 'create',
      validate: query(request, 'validate') !== 'false',
    });
    const { name } = checked.metadata;
    const existing = applications.get(name);
    if (!existing) {
      const created = applications.create(checked);
      events.record(
        created,
        'ResourceCreated',
        `${session.username} created application`,
      );
      return created;
    }
    if (
      isDeepStrictEqual(existing.spec, withoutUndefined(checked.spec)) &&
      isDeepStrictEqual(
        existing.metadata.labels ?? {},
        checked.metadata.labels ?? {},
      ) &&
      isDeepStrictEqual(
        existing.metadata.annotations ?? {},
        checked.metadata.annotations ?? {},
      ) &&
      isDeepStrictEqual(
        existing.metadata.finalizers ?? [],
        checked.metadata.finalizers ?? [],
      )
    ) {
      return existing;
    }
    if (query(request, 'upsert') !== 'true') {
      throw invalidArgument(
        'existing application spec is different, use upsert flag to force update',
      );
    }
    enforcer.check(
      session,
      'applications',
      'update',
      `${checked.spec.project}/${name}`,
    );
    return change(systems, session, checked, true);
  });

  router.put('/applications/:name', async (request, session) => {
    const checked = await checkApplication(systems, session, request.body, {
      action: 'update',
      validate: query(request, 'validate') !== 'false',
    });
    findApplication(systems, session, 'update', {
      name: checked.metadata.name,
      project: query(request, 'project'),
      appNamespace: checked.metadata.namespace,
    });
    return change(systems, session, checked, true);
  });

  router.put('/applications/:name/spec', async (request, session) => {
    const existing = findApplication(
      systems,
      session,
      'update',
      targetOf(request),
    );
    const checked = await checkApplication(
      systems,
      session,
      { metadata: existing.metadata, spec: request.body },
      {
        action: 'update',
        validate: query(request, 'validate') !== 'false',
      },
    );
    return (await change(systems, session, checked, false)).spec;
  });

  router.patch('/applications/:name', async (request, session) => {
    const { patch, patchType = '', project, appNamespace } = request.body;
    const existing = findApplication(systems, session, 'get', {
      name: request.params.name,
      project,
      appNamespace,
    });
    enforcer.check(session, 'applications', 'update', objectName(existing));
    const patched = patchApplication(existing, String(patch), patchType);
    const checked = await checkApplication(systems, session, patched, {
      action: 'update',
      validate: true,
    });
    return change(systems, session, checked, false);
  });

  router.delete('/applications/:name', (request, session) => {
    const existing = findApplication(
      systems,
      session,
      'get',
      targetOf(request),
    );
    const { name } = existing.metadata;
    enforcer.check(session, 'applications', 'delete', objectName(existing));
    const cascade = query(request, 'cascade') !== 'false';
    const policy = query(request, 'propagationPolicy') ?? '';
    if (!cascade && policy) {
      throw invalidArgument(
        'cannot set propagation policy when cascading is disabled',
      );
    }
    const finalizer = finalizerOfPolicy[policy];
    if (!finalizer) {
      throw invalidArgument(`invalid propagation policy: ${policy}`);
    }
    applications.update(name, draft => {
      const { metadata } = draft;
      const others = (metadata.finalizers ?? []).filter(
        item => !cascadeFinalizers.includes(item),
      );
      if (!cascade) {
        metadata.finalizers = others;
      } else if (
        !metadata.deletionTimestamp &&
        !metadata.finalizers?.includes(finalizer)
      ) {
        metadata.finalizers = [...others, finalizer];
      }
    });
    events.record(
      existing,
      'ResourceDeleted',
      `${session.username} deleted application`,
    );
    applications.delete(name);
    return {};
  });
}

/** What of an application a client may change. */
function change(
  { applications, events }: ApiSystems,
  session: Session,
  manifest: ApplicationManifest,
  merge: boolean,
): Application {
  const updated = applications.update(manifest.metadata.name, draft => {
    const { labels = {}, annotations = {}, finalizers } = manifest.metadata;
    draft.spec = manifest.spec;
    draft.metadata.labels = merge
      ? { ...draft.metadata.labels, ...labels }
      : labels;
    draft.metadata.annotations = merge
      ? { ...draft.metadata.annotations, ...annotations }
      : annotations;
    draft.metadata.finalizers = finalizers;
  });
  if (!updated) {
    throw new GrpcError(
      GrpcCode.NotFound,
      `applications.argoproj.io "${manifest.metadata.name}" not found`,
    );
  }
  events.record(
    updated,
    'ResourceUpdated',
    `${session.username} updated application spec`,
  );
  return updated;
}
