import { readDiff } from '../git/GitDiff';
import type { GitLabServices } from '../GitLabServices';
import type { Project } from '../state/GitLabModel';
import type { MergeRequest } from '../state/MergeRequestModel';
import type { Pipeline } from '../state/PipelineModel';
import { decisionForms } from './decisionForms';
import { html, type Html } from './html';
import { diffBlock, projectHeading } from './projectPages';
import type { Page, PageContext } from './WebPages';

const maxListed = 100;

export async function pipelinesPage(context: PageContext): Promise<Page> {
  const { services, project } = context;
  const pipelines = services.state.pipelines
    .where('project', project.id)
    .slice(-maxListed)
    .reverse();
  return {
    title: `Pipelines · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
    ${pipelineTable(services, project, pipelines)}`,
  };
}

export async function pipelinePage(
  context: PageContext,
): Promise<Page | undefined> {
  const { services, project, rest } = context;
  const { state, urls } = services;
  const pipeline = state.pipelines.get(rest);
  if (pipeline?.projectId !== project.id) {
    return undefined;
  }
  const jobs = state.jobs.where('pipeline', pipeline.id);
  const user = state.users.get(pipeline.userId);
  return {
    title: `Pipeline #${pipeline.id} · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
      <h2>Pipeline #${pipeline.id}: ${statusOf(pipeline.status)}</h2>
      <p class="quiet">
        ${pipeline.source} of ${user?.name} for ${pipeline.ref} at
        <a href="${urls.commit(project, pipeline.sha)}"
          ><code>${pipeline.sha.slice(0, 8)}</code></a
        >
      </p>
      ${pipeline.yamlErrors &&
      html`<p>The configuration is not valid:</p>
        <pre>${pipeline.yamlErrors}</pre>`}
      <table>
        <tr>
          <th>Stage</th>
          <th>Job</th>
          <th>Status</th>
          <th>Duration</th>
        </tr>
        ${jobs.map(
          job => html`<tr>
            <td>${job.definition.stage}</td>
            <td>
              <a href="${urls.job(project, job.id)}">${job.definition.name}</a>
              ${job.retried && html`<span class="quiet">(retried)</span>`}
            </td>
            <td>${statusOf(job.status)}</td>
            <td>${duration(job.startedAt, job.finishedAt)}</td>
          </tr>`,
        )}
      </table>`,
  };
}

export async function jobPage(context: PageContext): Promise<Page | undefined> {
  const { services, project, rest } = context;
  const { state, urls } = services;
  const job = state.jobs.get(rest);
  if (job?.projectId !== project.id) {
    return undefined;
  }
  return {
    title: `${job.definition.name} (#${job.id}) · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
      <h2>Job ${job.definition.name}: ${statusOf(job.status)}</h2>
      <p class="quiet">
        Stage ${job.definition.stage} of
        <a href="${urls.pipeline(project, job.pipelineId)}"
          >pipeline #${job.pipelineId}</a
        >
      </p>
      <pre>
${state.traces.get(job.id)?.text ?? 'This job has not started yet.'}</pre
      >`,
  };
}

export async function mergeRequestsPage(context: PageContext): Promise<Page> {
  const { services, project } = context;
  const { state, urls } = services;
  const requests = state.mergeRequests
    .where('project', project.id)
    .slice(-maxListed)
    .reverse();
  return {
    title: `Merge requests · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
    ${requests.length === 0
      ? html`<p>No merge requests yet.</p>`
      : html`<table>
          <tr>
            <th></th>
            <th>Title</th>
            <th>State</th>
            <th>Branches</th>
          </tr>
          ${requests.map(
            request => html`<tr>
              <td>!${request.iid}</td>
              <td>
                <a href="${urls.mergeRequest(project, request.iid)}"
                  >${request.title}</a
                >
              </td>
              <td>${statusOf(request.state)}</td>
              <td>${request.sourceBranch} → ${request.targetBranch}</td>
            </tr>`,
          )}
        </table>`}`,
  };
}

export async function mergeRequestPage(
  context: PageContext,
): Promise<Page | undefined> {
  const { services, project, rest } = context;
  const request = services.state.mergeRequests.get(
    `${project.id}!${rest.split('/')[0]}`,
  );
  if (!request) {
    return undefined;
  }
  const diffs = await readDiff(
    services.storage.repository(project.id),
    request.baseSha,
    request.sha,
  );
  const { status } = await services.mergeability.check(project, request);
  return {
    title: `!${request.iid} ${request.title} · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
      <h2>!${request.iid} ${request.title}: ${statusOf(request.state)}</h2>
      <p class="quiet">
        ${services.state.users.get(request.authorId)?.name} wants to merge
        <code>${request.sourceBranch}</code> into
        <code>${request.targetBranch}</code>
      </p>
      <pre>${request.description || 'No description.'}</pre>
      ${request.state === 'opened' &&
      html`<p>${status.replaceAll('_', ' ')}</p>`}
      ${approvals(services, project, request)}
      ${await decisionForms(services, project, request)} ${diffs.map(diffBlock)}`,
  };
}

export function pipelineTable(
  { urls }: GitLabServices,
  project: Project,
  pipelines: Pipeline[],
): Html {
  return pipelines.length === 0
    ? html`<p>No pipelines yet.</p>`
    : html`<table>
        <tr>
          <th>Pipeline</th>
          <th>Status</th>
          <th>Ref</th>
          <th>Commit</th>
          <th>Created (UTC)</th>
        </tr>
        ${pipelines.map(
          pipeline => html`<tr>
            <td>
              <a href="${urls.pipeline(project, pipeline.id)}"
                >#${pipeline.id}</a
              >
            </td>
            <td>${statusOf(pipeline.status)}</td>
            <td>${pipeline.ref}</td>
            <td><code>${pipeline.sha.slice(0, 8)}</code></td>
            <td>${pipeline.createdAt.slice(0, 16).replace('T', ' ')}</td>
          </tr>`,
        )}
      </table>`;
}

function approvals(
  services: GitLabServices,
  project: Project,
  request: MergeRequest,
): Html {
  const names = request.approvals.map(
    approval => services.state.users.get(approval.userId)?.name,
  );
  return html`<p>
    ${request.approvals.length} of ${project.approvalsBeforeMerge} approvals
    ${names.length > 0 && `(${names.join(', ')})`}
  </p>`;
}

function statusOf(status: string): Html {
  return html`<span class="${status}">${status}</span>`;
}

function duration(from: string | null, to: string | null): string {
  return from && to
    ? `${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s`
    : '';
}
