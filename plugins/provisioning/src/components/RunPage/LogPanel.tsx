import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Button, Select, Skeleton } from '@backstage/ui';
import { RiPauseLine, RiPlayLine } from '@remixicon/react';
import type { LogLine, Run } from '@runway/plugin-provisioning-common';
import { describeError } from '../../formatting/describeError';
import { formatClockTime } from '../../formatting/formatRelativeTime';
import { isActive } from '../../formatting/runStatusPresentation';
import { CopyButton } from '../common/CopyButton';
import { Panel } from '../common/Panel';
import { findActiveStep } from './findActiveStep';
import { readableMessage, stripTerminalColours } from './readableMessage';
import styles from './LogPanel.module.css';

/** Whose log is shown: the step that runs, all of them, or the step with this id. */
export type LogSelection = 'active' | 'all' | string;

/** Lines in the page at once; copying takes all of them. */
const SHOWN_LINES = 2_000;
/** Distance from the end, in pixels, that still counts as being there. */
const AT_END = 24;

/** What the steps say, as it comes. */
export function LogPanel(props: {
  run: Run;
  /** Undefined until the first answer. */
  lines?: LogLine[];
  error?: unknown;
  selection: LogSelection;
  onSelect(selection: LogSelection): void;
}) {
  const { run, lines, error, selection, onSelect } = props;
  const active = findActiveStep(run);
  const stepId = selection === 'active' ? active?.id : selection;
  const chosen = useMemo(
    () =>
      stepId === undefined || stepId === 'all'
        ? lines ?? []
        : (lines ?? []).filter(line => line.stepId === stepId),
    [lines, stepId],
  );
  const shown = chosen.slice(-SHOWN_LINES);
  const hidden = chosen.length - shown.length;

  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  useLayoutEffect(() => {
    if (following && scroller.current) {
      scroller.current.scrollTop = scroller.current.scrollHeight;
    }
  }, [following, chosen]);

  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = scroller.current!;
    setFollowing(scrollHeight - scrollTop - clientHeight <= AT_END);
  };

  return (
    <Panel
      title="Log"
      className={styles.panel}
      actions={
        <>
          <Select
            aria-label="Show the log of"
            className={styles.select}
            options={[
              { id: 'active', label: activeLabel(active?.name, run) },
              { id: 'all', label: 'All steps' },
              ...run.steps.map(step => ({ id: step.id, label: step.name })),
            ]}
            selectedKey={selection}
            onSelectionChange={key => onSelect(String(key))}
          />
          <Button
            variant="secondary"
            size="small"
            iconStart={following ? <RiPauseLine /> : <RiPlayLine />}
            onPress={() => setFollowing(!following)}
          >
            {following ? 'Pause' : 'Follow'}
          </Button>
          <CopyButton label="Copy the log" text={() => toText(chosen)} />
        </>
      }
    >
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label="Log"
        // Steps are announced elsewhere; reading out each line would drown them.
        aria-live="off"
        // A region that scrolls has to be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={onScroll}
      >
        {lines === undefined && error === undefined && (
          <Skeleton width="60%" height={16} />
        )}
        {hidden > 0 && (
          <p className={styles.hint}>
            {hidden.toLocaleString('en')} earlier lines are left out here. Copy
            takes all of them.
          </p>
        )}
        {lines !== undefined && chosen.length === 0 && (
          <p className={styles.hint}>{emptyText(run, selection)}</p>
        )}
        {shown.map(line => (
          <div key={line.id} className={styles.line}>
            <time dateTime={line.at}>{formatClockTime(new Date(line.at))}</time>
            <span>{readableMessage(line.message)}</span>
          </div>
        ))}
        {error !== undefined && (
          <p className={styles.hint}>
            {lines?.length
              ? 'New lines can’t be loaded now. '
              : 'The log can’t be loaded now. '}
            {describeError(error).message}
          </p>
        )}
      </div>
    </Panel>
  );
}

function activeLabel(activeName: string | undefined, run: Run): string {
  if (!activeName) {
    return 'Whole run';
  }
  return isActive(run) ? 'Step that runs now' : 'Step that failed';
}

function emptyText(run: Run, selection: LogSelection): string {
  const step = run.steps.find(({ id }) => id === selection);
  if (step?.status === 'pending') {
    return 'This step has not started yet.';
  }
  return isActive(run) ? 'No lines yet.' : 'This step wrote no lines.';
}

function toText(lines: LogLine[]): string {
  return lines
    .map(line => `${line.at} ${stripTerminalColours(line.message)}`)
    .join('\n');
}
