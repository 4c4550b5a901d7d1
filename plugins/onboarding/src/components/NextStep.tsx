import { ButtonLink } from '@backstage/ui';
import { RiArrowRightLine, RiCheckboxCircleLine } from '@remixicon/react';
import type { Onboarding } from '@runway/plugin-onboarding-common';
import { formatSpan } from '../formatting/formatDays';
import { nextStepOf } from '../formatting/steps';
import styles from './Onboarding.module.css';

/** The one thing to do now, or how long it all took. */
export function NextStep(props: { onboarding: Onboarding }) {
  const { onboarding } = props;
  const next = nextStepOf(onboarding);
  if (!next) {
    const { invitedAt, finishedAt } = onboarding;
    return (
      <p className={styles.finished}>
        <RiCheckboxCircleLine size={20} aria-hidden />
        Your first change is in production,{' '}
        {formatSpan(Date.parse(finishedAt!) - Date.parse(invitedAt))} after your
        invitation. Welcome aboard.
      </p>
    );
  }
  return (
    <div className={styles.next}>
      <div>
        <p className={styles.nextLabel}>Next</p>
        <h3 className={styles.nextTitle}>{next.title}</h3>
        <p className={styles.text}>{next.text}</p>
      </div>
      <ButtonLink
        href={next.link.href}
        variant="primary"
        size="medium"
        iconEnd={<RiArrowRightLine />}
      >
        {next.link.title}
      </ButtonLink>
    </div>
  );
}
