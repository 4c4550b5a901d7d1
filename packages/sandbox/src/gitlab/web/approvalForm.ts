import express, { type Router } from 'express';
import { refuseForeignPages } from '../../core/refuseForeignPages';
import type { GitLabServices } from '../GitLabServices';
import { approveMergeRequest } from '../mergeRequests/approveMergeRequest';
import type { Project } from '../state/GitLabModel';
import type { MergeRequest } from '../state/MergeRequestModel';
import { html, type Html } from './html';

/** People who could approve it: as at the sign-in page, whoever tries the sandbox chooses who to be. */
export async function approvalForm(
  { mergeability, state }: GitLabServices,
  project: Project,
  request: MergeRequest,
): Promise<Html | undefined> {
  if (request.state !== 'opened') {
    return undefined;
  }
  const people = [];
  for (const user of state.users.all()) {
    const isAsked =
      !user.bot &&
      user.state === 'active' &&
      !request.approvals.some(({ userId }) => userId === user.id);
    if (isAsked && (await mergeability.mayApprove(project, request, user))) {
      people.push(user);
    }
  }
  return people.length === 0
    ? undefined
    : html`<form method="post" action="${request.iid}/approve">
        <label>
          Approve as
          <select name="username">
            ${people.map(
              ({ username, name }) =>
                html`<option value="${username}">${name}</option>`,
            )}
          </select>
        </label>
        <button>Approve</button>
      </form>`;
}

/** Where the form goes. */
export function addApprovalRoute(router: Router, services: GitLabServices) {
  router.post(
    /^\/(.+)\/-\/merge_requests\/(\d+)\/approve$/,
    refuseForeignPages,
    express.urlencoded({ extended: false }),
    async (request, response) => {
      const { state, urls } = services;
      const project = state.projects.first(
        'path',
        decodeURIComponent(request.params[0]).toLowerCase(),
      );
      const asked =
        project &&
        state.mergeRequests.get(`${project.id}!${request.params[1]}`);
      const user = state.users.first(
        'username',
        String(request.body.username).toLowerCase(),
      );
      if (!project || !asked || !user) {
        response.status(404).type('text/plain').send('404 Not Found');
        return;
      }
      await approveMergeRequest(services, project, asked, user);
      response.redirect(303, urls.mergeRequest(project, asked.iid));
    },
  );
}
