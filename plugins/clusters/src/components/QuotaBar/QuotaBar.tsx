import {
  QUOTA_NEARLY_USED,
  type QuotaUse,
} from '@runway/plugin-clusters-common';
import styles from './QuotaBar.module.css';

const isZero = (quantity: string) => /^0+(\.0+)?[a-zA-Z]*$/.test(quantity);

/** How much of a quota is used; a limit of nothing is a ban, and no share of it is. */
export function QuotaBar({ use }: { use: QuotaUse }) {
  const { resource, used, hard, ratio } = use;
  if (ratio === null) {
    return (
      <span className={styles.text}>
        <span className={styles.resource}>{resource}</span>
        <span>{wordsOf(use)}</span>
      </span>
    );
  }
  const percent = Math.floor(ratio * 100);
  return (
    <span
      className={styles.bar}
      data-full={ratio >= QUOTA_NEARLY_USED || undefined}
    >
      <span className={styles.text}>
        <span className={styles.resource}>{resource}</span>
        <span>
          {used} of {hard} · {percent} %
        </span>
      </span>
      <span
        role="meter"
        aria-label={resource}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, percent)}
        aria-valuetext={`${used} of ${hard}, ${percent} %`}
        className={styles.track}
      >
        <span
          className={styles.fill}
          style={{ width: `${Math.min(100, percent)}%` }}
        />
      </span>
    </span>
  );
}

function wordsOf({ used, hard }: QuotaUse): string {
  if (used === undefined) {
    return `not counted yet, limit ${hard}`;
  }
  if (isZero(hard)) {
    return isZero(used) ? 'not allowed' : `not allowed, but ${used} in use`;
  }
  return `${used} of ${hard}`;
}
