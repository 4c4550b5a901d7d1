import { Router } from 'express';
import type {
  Application,
  ResourceStatus,
  RevisionHistory,
} from '../model/Application';
import { sourcesOf } from '../model/applicationSpec';
import type { ObjectStore } from '../stores/ObjectStore';
import type { EventLog } from '../stores/EventLog';
import { html, page, type Html } from './html';

/** Read-only pages for people who follow a link to an application. */
export function createPages({
  applications,
  events,
}: {
  applications: ObjectStore<Application>;
  events: EventLog;
}): Router {
  const router = Router();

  router.get('/', (_request, response) => {
    response.redirect('/argocd/applications');
  });

  router.get('/applications', (_request, response) => {
    const rows = applications.list().map(
      ({ metadata, spec, status }) => html`<tr>
        <td>
          <a href="/argocd/applications/${metadata.name}">${metadata.name}</a>
        </td>
        <td>${spec.project}</td>
        <td>${status.sync.status || 'Unknown'}</td>
        <td>${status.health.status ?? 'Unknown'}</td>
        <td>${destination({ spec })}</td>
      </tr>`,
    );
    response.type('html').send(
      page(
        'Applications',
        html`<h1>Applications</h1>
          <table>
            <thead>
              <tr>
                <th>Name</th>
                <th>Project</th>
                <th>Sync</th>
                <th>Health</th>
                <th>Destination</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>`,
      ),
    );
  });

  // The original puts the namespace in front of the name.
  router.get(
    ['/applications/:name', '/applications/argocd/:name'],
    (request, response) => {
      const application = applications.get(request.params.name);
      if (!application) {
        response
          .status(404)
          .type('html')
          .send(
            page(
              'Not found',
              html`<h1>Not found</h1>
                <p>There is no application ${request.params.name}.</p>`,
            ),
          );
        return;
      }
      response
        .type('html')
        .send(page(application.metadata.name, describe(application, events)));
    },
  );
  return router;
}

function describe(application: Application, events: EventLog): Html {
  const { metadata, spec, status } = application;
  const { operationState } = status;
  const revisions = status.sync.revisions ?? [status.sync.revision ?? ''];
  const sources = sourcesOf(spec).map(
    (source, index) =>
      html`<div>
        <code>${source.repoURL}</code> ${source.path ??
        (source.ref ? `as $${source.ref}` : '')}
        @
        <code>${(revisions[index] ?? '').slice(0, 8)}</code>
        (${source.targetRevision || 'HEAD'})
      </div>`,
  );
  const conditions = (status.conditions ?? []).map(
    condition => html`<div>${condition.type}: ${condition.message}</div>`,
  );
  return html`<h1>${metadata.name}</h1>
    <dl>
      <dt>Health</dt>
      <dd>
        ${status.health.status ?? 'Unknown'}
        <span class="muted">${status.health.message}</span>
      </dd>
      <dt>Sync</dt>
      <dd>${status.sync.status || 'Unknown'}</dd>
      <dt>Last operation</dt>
      <dd>
        ${operationState?.phase ?? 'none'}
        <span class="muted"
          >${operationState?.message}
          ${operationState?.finishedAt ?? operationState?.startedAt}</span
        >
      </dd>
      <dt>Conditions</dt>
      <dd>${conditions.length > 0 ? conditions : 'none'}</dd>
      <dt>Project</dt>
      <dd>${spec.project}</dd>
      <dt>Destination</dt>
      <dd>${destination(application)}</dd>
      <dt>Sources</dt>
      <dd>${sources}</dd>
    </dl>
    <h2>Resources</h2>
    <table>
      <thead>
        <tr>
          <th>Kind</th>
          <th>Namespace</th>
          <th>Name</th>
          <th>Sync</th>
          <th>Health</th>
        </tr>
      </thead>
      <tbody>
        ${(status.resources ?? []).map(resourceRow)}
      </tbody>
    </table>
    <h2>History</h2>
    <table>
      <thead>
        <tr>
          <th>Id</th>
          <th>Deployed</th>
          <th>Revisions</th>
          <th>By</th>
        </tr>
      </thead>
      <tbody>
        ${[...(status.history ?? [])].reverse().map(historyRow)}
      </tbody>
    </table>
    <h2>Events</h2>
    <table>
      <thead>
        <tr>
          <th>Time</th>
          <th>Reason</th>
          <th>Message</th>
        </tr>
      </thead>
      <tbody>
        ${[...events.of(metadata.name)].reverse().map(
          event =>
            html`<tr>
              <td>${event.lastTimestamp}</td>
              <td>${event.reason}</td>
              <td>${event.message}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function resourceRow(resource: ResourceStatus): Html {
  const { kind, namespace, name, status, health } = resource;
  const shown =
    kind === 'Application'
      ? html`<a href="/argocd/applications/${name}">${name}</a>`
      : name;
  return html`<tr>
    <td>${kind}</td>
    <td>${namespace}</td>
    <td>${shown}</td>
    <td>${status}</td>
    <td>${health?.status} <span class="muted">${health?.message}</span></td>
  </tr>`;
}

function historyRow(entry: RevisionHistory): Html {
  const revisions = entry.revisions ?? [entry.revision ?? ''];
  return html`<tr>
    <td>${entry.id}</td>
    <td>${entry.deployedAt}</td>
    <td>
      <code>${revisions.map(revision => revision.slice(0, 8)).join(', ')}</code>
    </td>
    <td>${entry.initiatedBy?.username ?? 'auto-sync'}</td>
  </tr>`;
}

function destination({ spec }: Pick<Application, 'spec'>): string {
  const { name, server, namespace } = spec.destination;
  return `${name ?? server ?? ''} / ${namespace ?? ''}`;
}
