import { useMemo, useState } from 'react';
import { Button } from '@backstage/ui';
import type { PreviewFile } from '@runway/plugin-provisioning-common';
import { formatBytes } from '../../formatting/formatBytes';
import { CopyButton } from '../common/CopyButton';
import styles from './FileContent.module.css';

const SHOWN_LINES = 400;

/** A file as it will be committed. Long ones are cut until the person asks for the rest. */
export function FileContent(props: { file: PreviewFile }) {
  const { file } = props;
  const [whole, setWhole] = useState(false);
  const lines = useMemo(() => {
    const all = file.content?.split('\n') ?? [];
    return all.at(-1) === '' ? all.slice(0, -1) : all;
  }, [file.content]);
  const shown = whole ? lines : lines.slice(0, SHOWN_LINES);
  return (
    <div className={styles.content}>
      <div className={styles.bar}>
        <code className={styles.path}>{file.path}</code>
        <span className={styles.size}>{formatBytes(file.size)}</span>
        {file.content !== undefined && (
          <CopyButton label={`Copy ${file.path}`} text={file.content} />
        )}
      </div>
      {file.content === undefined ? (
        <p className={styles.hint}>
          This file is not text, or too large to show here. It is committed all
          the same.
        </p>
      ) : (
        <div
          className={styles.scroller}
          role="region"
          aria-label={`Content of ${file.path}`}
          // A region that scrolls has to be reachable by keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          <pre className={styles.numbers} aria-hidden>
            {shown.map((_, index) => index + 1).join('\n')}
          </pre>
          <pre className={styles.text}>{shown.join('\n')}</pre>
        </div>
      )}
      {shown.length < lines.length && (
        <div className={styles.more}>
          {SHOWN_LINES} of {lines.length.toLocaleString('en')} lines
          <Button variant="secondary" onPress={() => setWhole(true)}>
            Show all lines
          </Button>
        </div>
      )}
    </div>
  );
}
