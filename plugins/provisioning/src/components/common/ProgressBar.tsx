import styles from './ProgressBar.module.css';

/** How much of something countable is done. */
export function ProgressBar(props: {
  label: string;
  done: number;
  total: number;
}) {
  const { label, done, total } = props;
  const share = total === 0 ? 0 : done / total;
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={`${done} of ${total}`}
    >
      <div className={styles.bar} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
