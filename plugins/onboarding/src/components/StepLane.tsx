import { Link } from '@backstage/ui';
import {
  RiArrowRightCircleLine,
  RiCheckboxCircleLine,
  RiCircleLine,
  RiSubtractLine,
} from '@remixicon/react';
import type { Onboarding } from '@runway/plugin-onboarding-common';
import { formatMoment } from '../formatting/formatDays';
import { type Step, stepsOf } from '../formatting/steps';
import styles from './Onboarding.module.css';

const STATES: Record<
  Step['state'],
  { word: string; icon: typeof RiCircleLine }
> = {
  done: { word: 'Done', icon: RiCheckboxCircleLine },
  next: { word: 'Next', icon: RiArrowRightCircleLine },
  later: { word: 'Later', icon: RiCircleLine },
  unseen: { word: 'Not seen', icon: RiSubtractLine },
};

/** What was seen of the first days, in order, with when and where. */
export function StepLane(props: { onboarding: Onboarding }) {
  return (
    <ol className={styles.lane} aria-label="Steps">
      {stepsOf(props.onboarding).map(({ name, title, state, fact }) => {
        const { word, icon: Icon } = STATES[state];
        return (
          <li
            key={name}
            className={styles.step}
            data-state={state}
            aria-current={state === 'next' ? 'step' : undefined}
          >
            <Icon size={20} aria-hidden />
            <div>
              <p className={styles.stepTitle}>{title}</p>
              <p className={styles.quiet}>
                {fact ? (
                  <time dateTime={fact.at}>{formatMoment(fact.at)}</time>
                ) : (
                  word
                )}
              </p>
              {fact && (
                <p className={styles.quiet}>
                  {fact.url ? (
                    <Link href={fact.url} target="_blank">
                      {fact.source}
                    </Link>
                  ) : (
                    fact.source
                  )}
                </p>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
