import type { ApiRouter } from '../ApiRouter';

export const gitLabVersion = '18.6.0';

/** Facts about the instance, topics and the container registry. */
export function addSystemRoutes(api: ApiRouter) {
  api.get('/version', call => {
    call.requireUser();
    return { version: gitLabVersion, revision: 'sandbox' };
  });

  api.get('/metadata', call => {
    call.requireUser();
    return {
      version: gitLabVersion,
      revision: 'sandbox',
      kas: {
        enabled: false,
        externalUrl: null,
        externalK8sProxyUrl: null,
        version: null,
      },
      enterprise: true,
    };
  });

  api.get('/topics', call => {
    const counts = new Map<string, number>();
    for (const project of call.state.projects.all()) {
      if (
        call.services.access.can(call.optionalUser, 'read_project', project)
      ) {
        project.topics.forEach(topic =>
          counts.set(topic, (counts.get(topic) ?? 0) + 1),
        );
      }
    }
    return call.page([...counts], ([name, count]) => ({
      name,
      title: name,
      description: '',
      total_projects_count: count,
      avatar_url: null,
    }));
  });

  api.get('/projects/:id/registry/repositories', call => {
    const project = call.project('read_code');
    const names = new Set(
      call.state.images
        .where('project', project.id)
        .map(({ image }) => image.replace(/:[^:/]+$/, '')),
    );
    return call.page([...names], location => ({
      id: project.id,
      name: '',
      path: location.replace(/^[^/]+\//, ''),
      project_id: project.id,
      location,
      created_at: project.createdAt,
      cleanup_policy_started_at: null,
      status: null,
      tags_count: call.state.images
        .where('project', project.id)
        .filter(({ image }) => image.startsWith(`${location}:`)).length,
    }));
  });

  // All images of a project are in one repository of the registry, whose id is the project's.
  api.get('/projects/:id/registry/repositories/:repository_id/tags', call => {
    const project = call.project('read_code');
    return call.page(
      call.state.images.where('project', project.id),
      ({ image }) => ({
        name: image.replace(/^.*:/, ''),
        path: image.replace(/^[^/]+\//, ''),
        location: image,
      }),
    );
  });
}
