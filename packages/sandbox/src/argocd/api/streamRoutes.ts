import type { Request, Response } from 'express';
import type { ObjectChange } from '../stores/ObjectStore';
import type { Application } from '../model/Application';
import {
  findApplication,
  objectName,
  projectsOf,
  query,
  targetOf,
  type ApiSystems,
} from './ApiContext';
import type { ApiRouter } from './ApiRouter';
import { parseSelector } from './labelSelector';
import { streamSelector } from './selectFields';

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
    const namespace = query(request, 'appNamespace');
    const select = streamSelector(query(request, 'fields'));
    /** What was last said of each application; the gateway of Argo CD doesn't repeat itself. */
    const said = new Map<string, string>();
    const isWanted = (application: Application) =>
      (!name || application.metadata.name === name) &&
      (!namespace || application.metadata.namespace === namespace) &&
      (projects.length === 0 || projects.includes(application.spec.project)) &&
      Number(application.metadata.resourceVersion) >= oldest &&
      matches(application.metadata.labels ?? {}) &&
      enforcer.enforce(session, 'applications', 'get', objectName(application));
    const send = openStream(request, response);
    const show = ({ type, object }: ObjectChange<Application>) => {
      if (!isWanted(object)) {
        return;
      }
      const text = JSON.stringify(
        select({ result: { type, application: object } }),
      );
      if (said.get(object.metadata.name) !== text) {
        said.set(object.metadata.name, text);
        send(text);
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
      const target = targetOf(request);
      const application = findApplication(systems, session, 'get', target);
      const first = await controller.tree(application);
      const send = openStream(request, response);
      let shown = JSON.stringify({ result: first });
      send(shown);
      const update = async () => {
        const current = applications.get(target.name);
        if (!current) {
          response.end();
          return;
        }
        const tree = await controller.tree(current);
        const text = JSON.stringify({ result: tree });
        if (text !== shown && !response.writableEnded) {
          shown = text;
          send(text);
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
): (text: string) => void {
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
  return text => {
    response.write(asEvents ? `data: ${text} \n\n` : `${text}\n`);
  };
}
