import { useParams } from 'react-router-dom';
import {
  BreadcrumbEntry,
  useApi,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Skeleton } from '@backstage/ui';
import type { Change } from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import { isOpen, isWorking } from '../../formatting/changePresentation';
import { describeError } from '../../formatting/describeError';
import { usePolling } from '../../hooks/usePolling';
import { changesRouteRef } from '../../routes';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { RelativeTime } from '../common/RelativeTime';
import { Timeline } from '../RunPage/Timeline';
import { ApprovalsPanel } from './ApprovalsPanel';
import { ChangeAnnouncer } from './ChangeAnnouncer';
import { ChangeFilesPanel } from './ChangeFilesPanel';
import { ChangeHeader } from './ChangeHeader';
import { ChangeItemsPanel } from './ChangeItemsPanel';
import { ChangeLane } from './ChangeLane';
import { ChangeOutcome } from './ChangeOutcome';
import { DecideChange } from './DecideChange';

const WORKING_MS = 1_000;
const WAITING_MS = 5_000;

/** One change: what it waits for, who agreed, what became of each resource. */
export function ChangePage() {
  const { id = '' } = useParams();
  const api = useApi(changesApiRef);
  const { value, error, loadedAt, refresh, set } = usePolling<Change>({
    key: id,
    load: signal => api.getChange(id, { signal }),
    interval: change =>
      (isWorking(change) && WORKING_MS) ||
      (isOpen(change) && WAITING_MS) ||
      undefined,
    retries: failure =>
      !['denied', 'missing', 'input'].includes(describeError(failure).kind),
  });
  return (
    <BreadcrumbEntry entry={{ label: value?.name ?? 'Change', href: id }}>
      <PageBody>
        {!value && error === undefined && (
          <div role="status" aria-label="Loading the change">
            <Skeleton width="40%" height={40} />
            <Skeleton width="100%" height={320} />
          </div>
        )}
        {!value && error !== undefined && (
          <ChangeUnavailable id={id} error={error} onRetry={refresh} />
        )}
        {value && <ChangeView key={value.id} change={value} onChange={set} />}
        {value && error !== undefined && loadedAt !== undefined && (
          <Notice
            announce
            tone="warning"
            title="This page is not live at the moment"
            actions={
              <Button variant="secondary" onPress={refresh}>
                Try now
              </Button>
            }
          >
            What you see was read{' '}
            <RelativeTime time={new Date(loadedAt).toISOString()} />. The change
            itself goes on. {describeError(error).message}
          </Notice>
        )}
      </PageBody>
    </BreadcrumbEntry>
  );
}

function ChangeView(props: { change: Change; onChange(change: Change): void }) {
  const { change, onChange } = props;
  return (
    <>
      <ChangeAnnouncer change={change} />
      <ChangeHeader change={change} onChange={onChange} />
      <ChangeOutcome change={change} />
      <ChangeLane change={change} />
      <ApprovalsPanel approvals={change.approvals} open={isOpen(change)}>
        <DecideChange change={change} onChange={onChange} />
      </ApprovalsPanel>
      <ChangeItemsPanel items={change.items} />
      <ChangeFilesPanel
        files={change.files}
        mergeRequest={change.mergeRequest}
      />
      <Timeline events={change.events} />
    </>
  );
}

function ChangeUnavailable(props: {
  id: string;
  error: unknown;
  onRetry(): void;
}) {
  const changesRoute = useRouteRef(changesRouteRef);
  const { kind, message, reference } = describeError(props.error);
  const all = (
    <ButtonLink href={changesRoute?.() ?? '/changes'} variant="secondary">
      See all changes
    </ButtonLink>
  );
  if (kind === 'missing' || kind === 'input') {
    return (
      <Notice
        announce
        tone="info"
        title={`There is no change with the id ${props.id}`}
        actions={all}
      >
        Check the link you followed, or look for the change in the list.
      </Notice>
    );
  }
  return (
    <Notice
      announce
      tone={kind === 'denied' ? 'denied' : 'danger'}
      title={
        kind === 'denied'
          ? 'You may not see this change'
          : "The change can't be shown now"
      }
      reference={reference}
      actions={
        kind === 'denied' ? (
          all
        ) : (
          <Button variant="secondary" onPress={props.onRetry}>
            Try again
          </Button>
        )
      }
    >
      {message}
    </Notice>
  );
}
