import type { Pull } from '../commands/Pull';

/** What a webhook of GitLab is about. */
export type GitLabEvent =
  | { kind: 'autoplan'; pull: Pull; user: string }
  | { kind: 'closed'; pull: Pull; user: string }
  | { kind: 'comment'; pull: Pull; user: string; text: string }
  | { kind: 'other'; answer: string };

/** Reads a webhook as Atlantis does. @throws when it lacks what belongs to such an event */
export function readEvent(name: string | undefined, body: any): GitLabEvent {
  if (name === 'Merge Request Hook') {
    return readMergeRequest(body);
  }
  if (name === 'Note Hook') {
    if (body.object_attributes.noteable_type !== 'MergeRequest') {
      return { kind: 'other', answer: 'Ignoring comment on commit event' };
    }
    return {
      kind: 'comment',
      pull: pullOf(body, body.merge_request),
      user: body.user.username,
      text: body.object_attributes.note,
    };
  }
  return { kind: 'other', answer: 'Ignoring unsupported event' };
}

function readMergeRequest(body: any): GitLabEvent {
  const request = body.object_attributes;
  const pull = pullOf(body, request);
  const user = body.user.username;
  const isDraft = Boolean(request.work_in_progress ?? request.draft);
  const { action } = request;
  // Drafts are left alone (`--allow-draft-prs` is off).
  if (action === 'close' || (action === 'merge' && !isDraft)) {
    return { kind: 'closed', pull, user };
  }
  const { previous = '', current = '' } = body.changes?.title ?? {};
  const becameReady =
    previous.startsWith('Draft:') && !current.startsWith('Draft:');
  const isAutoplan =
    action === 'open' ||
    (action === 'update' && (Boolean(request.oldrev) || becameReady));
  return isAutoplan && !isDraft
    ? { kind: 'autoplan', pull, user }
    : { kind: 'other', answer: 'Ignoring non-actionable pull request event' };
}

function pullOf(body: any, request: any): Pull {
  return {
    repository: body.project.path_with_namespace,
    iid: request.iid,
    url:
      request.url ?? `${body.project.web_url}/-/merge_requests/${request.iid}`,
    headCommit: request.last_commit.id,
    source: request.source_branch,
    target: request.target_branch,
    isOpen: request.state === 'opened',
  };
}
