import express, { type Router } from 'express';
import { refuseForeignPages } from '../../core/refuseForeignPages';
import type { GitLabServices } from '../GitLabServices';
import { approveMergeRequest } from '../mergeRequests/approveMergeRequest';
import type { Project, User } from '../state/GitLabModel';
import type { MergeRequest } from '../state/MergeRequestModel';
import { html, type Html } from './html';

/**
 * Approve and merge, each with those who may: as at the sign-in page, whoever tries the sandbox chooses who to be.
 */
export async function decisionForms(
  services: GitLabServices,
  project: Project,
  request: MergeRequest,
): Promise<Html | undefined> {
  if (request.state !== 'opened') {
    return undefined;
  }
  const { access, mergeability, state } = services;
  const people = state.users
    .all()
    .filter(user => !user.bot && user.state === 'active');
  const approvers: User[] = [];
  for (const user of people) {
    const isAsked = !request.approvals.some(({ userId }) => userId === user.id);
    if (isAsked && (await mergeability.mayApprove(project, request, user))) {
      approvers.push(user);
    }
  }
  const { status } = await mergeability.check(project, request);
  const mergers =
    status === 'mergeable'
      ? people.filter(user =>
          access.canMergeInto(user, project, request.targetBranch),
        )
      : [];
  return html`${decisionForm(request, 'Approve', approvers)}
  ${decisionForm(request, 'Merge', mergers)}`;
}

function decisionForm(
  { iid }: MergeRequest,
  verb: 'Approve' | 'Merge',
  people: User[],
) {
  return people.length === 0
    ? undefined
    : html`<form method="post" action="${iid}/${verb.toLowerCase()}">
        <label>
          ${verb} as
          <select name="username">
            ${people.map(
              ({ username, name }) =>
                html`<option value="${username}">${name}</option>`,
            )}
          </select>
        </label>
        <button>${verb}</button>
      </form>`;
}

/** Where the forms go. */
export function addDecisionRoutes(router: Router, services: GitLabServices) {
  router.post(
    /^\/(.+)\/-\/merge_requests\/(\d+)\/(approve|merge)$/,
    refuseForeignPages,
    express.urlencoded({ extended: false }),
    async (request, response) => {
      const { merging, state, urls } = services;
      const [path, iid, verb] = Object.values(request.params);
      const project = state.projects.first(
        'path',
        decodeURIComponent(path).toLowerCase(),
      );
      const asked = project && state.mergeRequests.get(`${project.id}!${iid}`);
      const user = state.users.first(
        'username',
        String(request.body.username).toLowerCase(),
      );
      if (!project || !asked || !user) {
        response.status(404).type('text/plain').send('404 Not Found');
        return;
      }
      if (verb === 'merge') {
        await merging.merge(project, user, asked);
      } else {
        await approveMergeRequest(services, project, asked, user);
      }
      response.redirect(303, urls.mergeRequest(project, asked.iid));
    },
  );
}
