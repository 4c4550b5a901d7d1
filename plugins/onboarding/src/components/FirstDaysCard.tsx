import { useCallback } from 'react';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { BgProvider, ButtonLink } from '@backstage/ui';
import { onboardingApiRef } from '../api/onboardingApiRef';
import { useLoad } from '../hooks/useLoad';
import { onboardingRouteRef } from '../routes';
import { NextStep } from './NextStep';
import styles from './Onboarding.module.css';

/** The next step of a newcomer until their first change is in production. Nothing when there is none, or nobody answers. */
export function FirstDaysCard() {
  const api = useApi(onboardingApiRef);
  const route = useRouteRef(onboardingRouteRef);
  const { value } = useLoad(useCallback(signal => api.mine({ signal }), [api]));
  const onboarding = value?.onboarding;
  if (!onboarding || onboarding.finishedAt) {
    return null;
  }
  return (
    <section className={styles.panel} aria-label="Your first days">
      <BgProvider bg="neutral-1">
        <div className={styles.panelHead}>
          <h2 className={styles.panelTitle}>Your first days</h2>
          <ButtonLink
            href={route?.() ?? '/onboarding'}
            variant="tertiary"
            size="small"
          >
            See all steps
          </ButtonLink>
        </div>
        <NextStep onboarding={onboarding} />
      </BgProvider>
    </section>
  );
}
