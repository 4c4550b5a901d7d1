import type { Request, Response } from 'express';
import type { ObjectChange } from '../stores/ObjectStore';
import type { Application } from '../model/Application';
import {
  findApplication,
  objectName,
  projectsOf,
  query,
  type ApiSystems,
} from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { parseSelector } from './labelSelector';
import { fieldSelector } from './selectFields';

/** How often an idle stream shows that it lives, in milliseconds. */
const keepAliveInterval = 15_000;

/** Changes as they happen: a JSON object a line, or server-sent events where the client asks for them. */
export function streamRoutes(router: ApiRouter, systems: ApiSystems) {
  const { applications, controller, enforcer } = systems;

  router.stream('/stream/applications', (request, session, response) => {
    const matches = parseSelector(query(request, 'selector') ?? '');
    const name = query(request, 'name');
    const projects = projectsOf(request);
    const since = query(request, 'resourceVersion');
    const oldest = Number(since) || 0;
    const fields = query(request, 'fields');
    const select = fields
      ? fieldSelector(fields, 'result.application.')
      : (application: Application) => application;
    const isWanted = (application: Application) =>
      (!name || application.metadata.name === name) &&
      (projects.length === 0 || projects.includes(application.spec.project)) &&
      Number(application.metadata.resourceVersion) >= oldest &&
      matches(application.metadata.labels ?? {}) &&
      enforcer.enforce(session, 'applications', 'get', objectName(application));
    const send = openStream(request, response);
    const show = ({ type, object }: ObjectChange<Application>) => {
      if (isWanted(object)) {
        send({ type, application: select(object) });
      }
    };
    // Who names one application always gets its state first, so that nothing is missed.
    if (!since || name) {
      for (const object of applications.list()) {
        show({ type: 'ADDED', object });
      }
    }
    response.on('close', applications.subscribe(show));
  });

  router.stream(
    '/stream/applications/:name/resource-tree',
    async (request, session, response) => {
      const target = {
        name: request.params.name,
        project: query(request, 'project'),
      };
      const application = findApplication(systems, session, 'get', target);
      const first = await controller.tree(application);
      const send = openStream(request, response);
      let shown = JSON.stringify(first);
      send(first);
      const update = async () => {
        const current = applications.get(target.name);
        if (!current) {
          response.end();
          return;
        }
        const tree = await controller.tree(current);
        const text = JSON.stringify(tree);
        if (text !== shown && !response.writableEnded) {
          shown = text;
          send(tree);
        }
      };
      const unsubscribe = controller.onTreeChange(target.name, () => {
        update().catch(() => response.end());
      });
      response.on('close', unsubscribe);
    },
  );
}

function openStream(
  request: Request,
  response: Response,
): (result: object) => void {
  const asEvents = request.get('accept') === 'text/event-stream';
  response.status(200).set({
    'Content-Type': asEvents ? 'text/event-stream' : 'application/json',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  // As with the gateway of Argo CD, nothing goes out before the first event or sign of life, not even the status.
  const keepAlive = setInterval(() => {
    if (asEvents) {
      response.write(':\n');
    }
  }, keepAliveInterval);
  keepAlive.unref();
  response.on('close', () => clearInterval(keepAlive));
  return result => {
    const text = JSON.stringify({ result });
    response.write(asEvents ? `data: ${text} \n\n` : `${text}\n`);
  };
}
