import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Skeleton } from '@backstage/ui';
import { describeError } from '../../formatting/describeError';
import { formatDuration } from '../../formatting/formatDuration';
import { useNow } from '../../hooks/useNow';
import { runsRouteRef } from '../../routes';
import { Notice } from '../common/Notice';
import styles from './RunUnavailable.module.css';

/** Takes the place of a run that is on its way; as tall as what will be there. */
export function RunLoading() {
  return (
    <div className={styles.loading} role="status" aria-label="Loading the run">
      <Skeleton width="40%" height={40} />
      <Skeleton width="100%" height={72} />
      <div className={styles.columns}>
        <Skeleton width="100%" height={420} />
        <Skeleton width="100%" height={420} />
      </div>
    </div>
  );
}

/** Says why there is no run to see. */
export function RunUnavailable(props: {
  id: string;
  error: unknown;
  onRetry(): void;
}) {
  const runsRoute = useRouteRef(runsRouteRef);
  const { kind, message, reference } = describeError(props.error);
  const allRuns = (
    <ButtonLink
      href={`${runsRoute?.() ?? '/runs'}?view=all`}
      variant="secondary"
    >
      See all runs
    </ButtonLink>
  );
  if (kind === 'missing' || kind === 'input') {
    return (
      <Notice
        announce
        tone="info"
        title={`There is no run with the id ${props.id}`}
        actions={allRuns}
      >
        Check the link you followed, or look for the run in the list.
      </Notice>
    );
  }
  if (kind === 'denied') {
    return (
      <Notice
        announce
        tone="denied"
        title="You may not see this run"
        reference={reference}
        actions={allRuns}
      >
        {message}
      </Notice>
    );
  }
  return (
    <Notice
      announce
      tone="danger"
      title="The run can't be shown now"
      reference={reference}
      actions={
        <Button variant="secondary" onPress={props.onRetry}>
          Try again
        </Button>
      }
    >
      <p>{message}</p>
      <p>The run itself goes on: this page only looks at it.</p>
    </Notice>
  );
}

/** Says how old the run on the screen is, while no newer one can be had. */
export function StaleNotice(props: {
  error: unknown;
  loadedAt: number;
  onRetry(): void;
}) {
  const now = useNow(1_000);
  const { message, reference } = describeError(props.error);
  return (
    <div className={styles.stale}>
      <Notice
        announce
        tone="warning"
        title="This page is not live at the moment"
        reference={reference}
        actions={
          <Button variant="secondary" onPress={props.onRetry}>
            Try now
          </Button>
        }
      >
        <p>
          What you see is{' '}
          <span aria-live="off">{formatDuration(now - props.loadedAt)}</span>{' '}
          old. The run itself goes on; Runway keeps trying to reach it.
        </p>
        <p>{message}</p>
      </Notice>
    </div>
  );
}
