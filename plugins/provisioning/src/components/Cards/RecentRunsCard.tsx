import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Skeleton } from '@backstage/ui';
import { RiRocketLine } from '@remixicon/react';
import type { RunList } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { describeError } from '../../formatting/describeError';
import { isMoving } from '../../formatting/requestPresentation';
import { usePolling } from '../../hooks/usePolling';
import { useUserRef } from '../../hooks/useUserRef';
import { createRouteExternalRef, runsRouteRef } from '../../routes';
import { EmptyState } from '../common/EmptyState';
import { Notice } from '../common/Notice';
import { Panel } from '../common/Panel';
import { RunRows } from './RunRows';
import styles from './RecentRunsCard.module.css';

const SHOWN = 5;

/** The last runs of the person who looks, with a way to all of them. For the home page. */
export function RecentRunsCard() {
  const runsRoute = useRouteRef(runsRouteRef);
  const userRef = useUserRef();
  return (
    <Panel
      title="My recent runs"
      actions={
        <ButtonLink
          href={runsRoute?.() ?? '/runs'}
          variant="tertiary"
          size="small"
        >
          All runs
        </ButtonLink>
      }
    >
      {userRef ? <RecentRuns userRef={userRef} /> : <Loading />}
    </Panel>
  );
}

function RecentRuns(props: { userRef: string }) {
  const { userRef } = props;
  const api = useApi(provisioningApiRef);
  const createRoute = useRouteRef(createRouteExternalRef);
  const { value, error, refresh } = usePolling<RunList>({
    key: userRef,
    load: signal =>
      api.listRuns({ requestedBy: userRef, limit: SHOWN }, { signal }),
    interval: list => (list.items.some(isMoving) ? 3_000 : 60_000),
  });

  if (!value) {
    return error ? (
      <Notice
        tone={describeError(error).kind === 'denied' ? 'denied' : 'warning'}
        title="Your runs can't be shown now"
        actions={
          <Button variant="secondary" onPress={refresh}>
            Try again
          </Button>
        }
      >
        {describeError(error).message}
      </Notice>
    ) : (
      <Loading />
    );
  }
  if (value.items.length === 0) {
    return (
      <EmptyState
        icon={RiRocketLine}
        title="No runs yet"
        action={
          createRoute && (
            <ButtonLink href={createRoute()} variant="secondary">
              Create a service
            </ButtonLink>
          )
        }
      >
        Services you create will be followed here, step by step.
      </EmptyState>
    );
  }
  return <RunRows runs={value.items} label="My recent runs" />;
}

function Loading() {
  return (
    <div
      className={styles.loading}
      role="status"
      aria-label="Loading your runs"
    >
      <Skeleton width="60%" height={20} />
      <Skeleton width="80%" height={20} />
      <Skeleton width="50%" height={20} />
    </div>
  );
}
