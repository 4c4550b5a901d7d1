import { Router, type Request, type Response } from 'express';
import type { GitLabServices } from '../GitLabServices';
import type { Project } from '../state/GitLabModel';
import { addDecisionRoutes } from './decisionForms';
import { html, type Html } from './html';
import { layout } from './layout';
import {
  blobPage,
  commitPage,
  commitsPage,
  projectPage,
  treePage,
} from './projectPages';
import {
  jobPage,
  mergeRequestPage,
  mergeRequestsPage,
  pipelinePage,
  pipelinesPage,
} from './workPages';

export interface Page {
  title: string;
  body: Html;
}

export interface PageContext {
  services: GitLabServices;
  project: Project;
  /** What follows the name of the page in the address, such as `main/src/index.ts`. */
  rest: string;
}

type PageMaker = (context: PageContext) => Promise<Page | undefined>;

const projectPages: Record<string, PageMaker> = {
  tree: treePage,
  blob: blobPage,
  commit: commitPage,
  commits: commitsPage,
  pipelines: pipelinesPage,
  jobs: jobPage,
  merge_requests: mergeRequestsPage,
};

/** Pages for people who follow a link into GitLab. They show what is there; approving is all that can be done. */
export function createWebPages(services: GitLabServices): Router {
  const router = Router();
  router.get('/-/health', (_request, response) => {
    response.type('text/plain').send('GitLab OK');
  });
  router.get('/-/liveness', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/-/readiness', (_request, response) => {
    response.json({ status: 'ok', master_check: [{ status: 'ok' }] });
  });
  addDecisionRoutes(router, services);
  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      next();
      return;
    }
    serve(services, request, response).catch(next);
  });
  return router;
}

async function serve(
  services: GitLabServices,
  request: Request,
  response: Response,
) {
  const [path, rest] = decode(request.path)
    .replace(/^\/|\/$/g, '')
    .split(/\/-\//, 2);
  const page =
    path === '' || path === 'explore'
      ? groupsPage(services)
      : (await projectAnswer(services, path, rest, response)) ??
        groupPage(services, path.replace(/^groups\//, ''));
  if (response.headersSent) {
    return;
  }
  const shown = page ?? {
    title: 'Page not found',
    body: html`<h1>Page not found</h1>
      <p>
        There is no such page, or it belongs to a private project. Private
        projects are only shown to Git and the API, with a token.
      </p>`,
  };
  response
    .status(page ? 200 : 404)
    .set(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'",
    )
    .type('html')
    .send(layout({ base: services.urls.base, ...shown }));
}

async function projectAnswer(
  services: GitLabServices,
  path: string,
  rest: string | undefined,
  response: Response,
): Promise<Page | undefined> {
  const project = services.state.projects.first('path', path.toLowerCase());
  if (!project || project.visibility === 'private') {
    return undefined;
  }
  if (!rest) {
    return projectPage({ services, project, rest: '' });
  }
  const [name, ...more] = rest.split('/');
  const context = { services, project, rest: more.join('/') };
  if (name === 'raw') {
    await sendRaw(context, response);
    return undefined;
  }
  if (name === 'pipelines' && context.rest) {
    return pipelinePage(context);
  }
  if (name === 'merge_requests' && context.rest) {
    return mergeRequestPage(context);
  }
  return projectPages[name]?.(context);
}

async function sendRaw(context: PageContext, response: Response) {
  const { services, project, rest } = context;
  const repository = services.storage.repository(project.id);
  const [ref, ...path] = rest.split('/');
  const commit = await repository.resolve(ref);
  const file = commit && (await repository.file(commit, path.join('/')));
  if (file) {
    response
      .type('text/plain')
      .set('X-Content-Type-Options', 'nosniff')
      .send(file.content);
  }
}

function groupsPage({ state, urls }: GitLabServices): Page {
  const groups = state.groups
    .all()
    .filter(group => group.parentId === null && group.visibility !== 'private')
    .sort((one, other) => one.path.localeCompare(other.path));
  return {
    title: 'Groups',
    body: html`<h1>Groups</h1>
      <table>
        <tr>
          <th>Group</th>
          <th>Description</th>
        </tr>
        ${groups.map(
          group => html`<tr>
            <td><a href="${urls.web(group.fullPath)}">${group.name}</a></td>
            <td>${group.description}</td>
          </tr>`,
        )}
      </table>`,
  };
}

function groupPage(services: GitLabServices, path: string): Page | undefined {
  const { state, urls } = services;
  const group = state.groups.first('path', path.toLowerCase());
  if (!group || group.visibility === 'private') {
    return undefined;
  }
  const projects = state.projects
    .where('namespace', group.id)
    .filter(project => project.visibility !== 'private');
  return {
    title: group.name,
    body: html`<h1>${group.name}</h1>
      <p>${group.description}</p>
      <table>
        <tr>
          <th>Project</th>
          <th>Description</th>
          <th>Last activity</th>
        </tr>
        ${projects.map(
          project => html`<tr>
            <td><a href="${urls.web(project.fullPath)}">${project.name}</a></td>
            <td>${project.description}</td>
            <td>${project.lastActivityAt.slice(0, 16).replace('T', ' ')}</td>
          </tr>`,
        )}
      </table>`,
  };
}

function decode(path: string) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
