import { Action, ActionPreview } from '@runway/plugin-argocd-common';

/** What an action would do, before anything is done. */
export function describePreview(preview: ActionPreview): string {
  return [
    preview.blocked && `This can't be done now: ${preview.blocked}`,
    preview.effect,
    ...preview.warnings,
    ...preview.changes.map(
      ({ change, kind, name, diff }) =>
        `${change} ${kind} ${name}${diff ? `\n${diff}` : ''}`,
    ),
    ...preview.files.map(({ path, diff }) => `${path}\n${diff}`),
    !preview.blocked &&
      'Nothing was done yet. Call again with the token to do it.',
  ]
    .filter(Boolean)
    .join('\n');
}

/** How an action went so far. */
export function describeOutcome({
  state,
  message,
  mergeRequest,
}: Action): string {
  if (mergeRequest) {
    return `Merge request ${mergeRequest.url} (${mergeRequest.state}): it takes effect once it is merged.`;
  }
  return `The action ${
    state === 'running' || state === 'requested' ? 'is under way' : state
  }${message ? `: ${message}` : '.'}`;
}
