import styles from './DiffView.module.css';

const KINDS: Record<string, string> = { '+': 'added', '-': 'removed' };

/** A unified diff, line by line. Added and removed lines keep their sign, so colour isn't needed to tell them apart. */
export function DiffView(props: { title: string; diff: string }) {
  const lines = props.diff
    .trimEnd()
    .split('\n')
    .filter(
      line => !/^(---|\+\+\+) /.test(line) && !line.startsWith('\\ No newline'),
    );
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.title}>{props.title}</figcaption>
      {/* Scrolls sideways, so it has to be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.lines} tabIndex={0} aria-label={props.title}>
        {lines.map((line, number) => (
          <span
            key={number}
            className={styles.line}
            data-kind={
              line.startsWith('@@') ? 'place' : KINDS[line[0]] ?? 'same'
            }
          >
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}
