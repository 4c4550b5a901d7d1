import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, BgProvider, Button, ButtonLink, Skeleton } from '@backstage/ui';
import { RiUserAddLine } from '@remixicon/react';
import type { Overview } from '@runway/plugin-onboarding-common';
import { onboardingApiRef } from '../api/onboardingApiRef';
import { describeError } from '../formatting/describeError';
import { useLoad } from '../hooks/useLoad';
import { FiguresPanel } from './FiguresPanel';
import { FirstDays } from './FirstDays';
import { PeopleTable } from './PeopleTable';
import styles from './Onboarding.module.css';

const INVITE = '/create/templates/default/onboard-engineer';

/** One's own first days, and those of the people whom one is responsible for. */
export function OnboardingPage() {
  const api = useApi(onboardingApiRef);
  const mine = useLoad(useCallback(signal => api.mine({ signal }), [api]));
  const overview = useLoad(
    useCallback(signal => api.overview({ signal }), [api]),
  );
  const mayInvite = ['team', 'all'].includes(overview.value?.scope ?? '');
  const isNobody =
    mine.value && !mine.value.onboarding && overview.value?.scope === 'none';

  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1 className={styles.title}>Onboarding</h1>
        {mayInvite && (
          <ButtonLink
            href={INVITE}
            variant="primary"
            iconStart={<RiUserAddLine />}
          >
            Invite an engineer
          </ButtonLink>
        )}
      </div>
      {mine.error !== undefined && (
        <Problem
          title="Your first days can't be shown now"
          error={mine.error}
          onRetry={mine.reload}
        />
      )}
      {mine.value?.onboarding && (
        <FirstDays onboarding={mine.value.onboarding} onChange={mine.replace} />
      )}
      {overview.error !== undefined && (
        <Problem
          title="The people can't be shown now"
          error={overview.error}
          onRetry={overview.reload}
        />
      )}
      {overview.value && overview.value.scope !== 'none' && (
        <People overview={overview.value} />
      )}
      {isNobody && (
        <section className={styles.panel} aria-label="Nothing to show">
          <p className={styles.emptyTitle}>Nothing to do here</p>
          <p className={styles.empty}>
            Whoever is invited through Runway finds their first days here; leads
            and the platform team see how their people get on.
          </p>
        </section>
      )}
      {(!mine.value && mine.error === undefined) ||
      (!overview.value && overview.error === undefined) ? (
        <div role="status" aria-label="Loading" className={styles.panel}>
          <Skeleton width="40%" height={24} />
          <Skeleton width="80%" height={20} />
          <Skeleton width="60%" height={20} />
        </div>
      ) : null}
    </main>
  );
}

function People(props: { overview: Overview }) {
  const { scope, people, figures } = props.overview;
  return (
    <section className={styles.panel} aria-label="People">
      <BgProvider bg="neutral-1">
        <div className={styles.panelHead}>
          <h2 className={styles.panelTitle}>
            {scope === 'team' ? 'People of your team' : 'Everybody invited'}
          </h2>
        </div>
        {figures && <FiguresPanel figures={figures} />}
        {people.length > 0 && <PeopleTable people={people} />}
        {people.length === 0 && scope !== 'figures' && (
          <>
            <p className={styles.emptyTitle}>Nobody was invited yet</p>
            <p className={styles.empty}>
              Invite somebody: from then on you see here how far they have come,
              and who needs help.
            </p>
          </>
        )}
        {scope === 'figures' && (
          <p className={styles.quiet}>
            Figures only: names are for the lead of a team and the platform
            team.
          </p>
        )}
      </BgProvider>
    </section>
  );
}

function Problem(props: { title: string; error: unknown; onRetry(): void }) {
  const { denied, message } = describeError(props.error);
  return (
    <Alert
      role="alert"
      icon
      status={denied ? 'warning' : 'danger'}
      title={props.title}
      description={message}
      customActions={
        <Button variant="secondary" size="small" onPress={props.onRetry}>
          Try again
        </Button>
      }
    />
  );
}
