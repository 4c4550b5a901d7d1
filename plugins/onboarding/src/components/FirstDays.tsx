import { BgProvider } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Mine } from '@runway/plugin-onboarding-common';
import { Checklist } from './Checklist';
import { NextStep } from './NextStep';
import { StepLane } from './StepLane';
import styles from './Onboarding.module.css';

/** A person's own first days: the next step, the way to production, and what only they can tick. */
export function FirstDays(props: {
  onboarding: NonNullable<Mine['onboarding']>;
  onChange(mine: Mine): void;
}) {
  const { onboarding, onChange } = props;
  const { teamRef, buddyRef, checklist, ticks } = onboarding;
  return (
    <section className={styles.panel} aria-label="Your first days">
      <BgProvider bg="neutral-1">
        <div className={styles.panelHead}>
          <h2 className={styles.panelTitle}>Your first days</h2>
          <span className={styles.quiet}>
            Team <EntityRefLink entityRef={teamRef} hideIcon />
            {buddyRef && (
              <>
                {' · Buddy '}
                <EntityRefLink entityRef={buddyRef} hideIcon />
              </>
            )}
          </span>
        </div>
        <NextStep onboarding={onboarding} />
        <StepLane onboarding={onboarding} />
        {checklist.length > 0 && (
          <>
            <h3 className={styles.listTitle}>
              Your list{' '}
              <span className={styles.quiet}>
                {ticks.done} of {ticks.total} done
              </span>
            </h3>
            <Checklist items={checklist} onChange={onChange} />
          </>
        )}
      </BgProvider>
    </section>
  );
}
