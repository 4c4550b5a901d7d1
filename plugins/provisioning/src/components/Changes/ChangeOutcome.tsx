import { Link } from '@backstage/ui';
import type { Change } from '@runway/plugin-provisioning-common';
import { isWebAddress } from '../../formatting/isWebAddress';
import { SYSTEM_NAMES } from '../../formatting/resourcePresentation';
import { Notice } from '../common/Notice';

/** The one thing to know about a change in its present state. */
export function ChangeOutcome(props: { change: Change }) {
  const { change } = props;
  const { status, error, waitingFor } = change;
  switch (status) {
    case 'failed':
    case 'incomplete':
      return (
        <Notice
          tone={status === 'failed' ? 'danger' : 'warning'}
          title={
            status === 'failed'
              ? 'The merge request could not be opened or merged'
              : `${count(change, 'failed')} could not be done`
          }
          reference={`change ${change.id}`}
        >
          <p>
            {error?.message ?? 'The reason is with each resource below.'}
            {error?.system && ` (${SYSTEM_NAMES[error.system]})`}
          </p>
          <p>
            {error?.advice ??
              'What is done stays done. Retry goes on with the rest.'}
          </p>
        </Notice>
      );
    case 'completed':
      return (
        <Notice tone="info" title={completedTitle(change)}>
          {change.kind === 'decommission'
            ? 'Its catalog entry is gone. What was kept is listed below, with the reason.'
            : 'The catalog shows the new owner. What was kept is listed below, with the reason.'}
        </Notice>
      );
    case 'rejected':
    case 'cancelled':
      return (
        <Notice
          tone="info"
          title={
            status === 'rejected'
              ? 'The change was rejected'
              : 'The change was cancelled'
          }
        >
          The merge request is closed, and {change.name} stays as it is.
          {status === 'rejected' &&
            ' The timeline says who rejected it and why.'}
        </Notice>
      );
    default:
      return (
        <Notice
          tone={
            status === 'awaiting-approval' ||
            (status === 'merging' && waitingFor)
              ? 'warning'
              : 'info'
          }
          title={waitingFor ? `Waiting: ${waitingFor}` : 'Runway works on it'}
        >
          {status === 'awaiting-approval' &&
            'Nothing is taken away before it is approved. '}
          You can leave this page: the change goes on without it.
          {isWebAddress(change.mergeRequest?.url) && (
            <>
              {' '}
              <Link
                href={change.mergeRequest?.url}
                target="_blank"
                rel="noopener noreferrer"
              >
                {change.mergeRequest?.title}
              </Link>
            </>
          )}
        </Notice>
      );
  }
}

function completedTitle(change: Change): string {
  return change.kind === 'decommission'
    ? `${change.name} is decommissioned`
    : `${change.name} has a new owner`;
}

function count({ items }: Change, state: string): string {
  const number = items.filter(item => item.state === state).length;
  return `${number} ${number === 1 ? 'resource' : 'resources'}`;
}
