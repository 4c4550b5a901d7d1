import { useState } from 'react';
import { useParams } from 'react-router-dom';
import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import type { Run } from '@runway/plugin-provisioning-common';
import { isActive } from '../../formatting/runStatusPresentation';
import { useNow } from '../../hooks/useNow';
import { useRun } from '../../hooks/useRun';
import { useRunLog } from '../../hooks/useRunLog';
import { PageBody } from '../common/PageBody';
import { findActiveStep } from './findActiveStep';
import { LogPanel, type LogSelection } from './LogPanel';
import { ResourcesPanel } from './ResourcesPanel';
import { createRunClock } from './createRunClock';
import { RunAnnouncer } from './RunAnnouncer';
import { RunHeader } from './RunHeader';
import { RunOutcome } from './RunOutcome';
import { RunLoading, RunUnavailable, StaleNotice } from './RunUnavailable';
import { StepLane } from './StepLane';
import { Timeline } from './Timeline';
import styles from './RunPage.module.css';

/** One run: what happens now, what is done, what it waits for, how to retry or undo. */
export function RunPage() {
  const { id = '' } = useParams();
  const polled = useRun(id);
  const { value: run, error, loadedAt, refresh, set } = polled;
  return (
    <BreadcrumbEntry entry={{ label: run?.name ?? 'Run', href: id }}>
      <PageBody>
        {!run && !error && <RunLoading />}
        {!run && error !== undefined && (
          <RunUnavailable id={id} error={error} onRetry={refresh} />
        )}
        {run && loadedAt !== undefined && (
          <>
            <RunView
              key={run.id}
              run={run}
              loadedAt={loadedAt}
              live={error === undefined}
              onRun={set}
            />
            {error !== undefined && (
              <StaleNotice
                error={error}
                loadedAt={loadedAt}
                onRetry={refresh}
              />
            )}
          </>
        )}
      </PageBody>
    </BreadcrumbEntry>
  );
}

const UNDO_STATES: Array<Run['status']> = ['undoing', 'undone', 'undo-failed'];

function RunView(props: {
  run: Run;
  loadedAt: number;
  /** Whether newer data keeps coming; if not, the clocks stand still. */
  live: boolean;
  onRun(run: Run): void;
}) {
  const { run, loadedAt, live, onRun } = props;
  const active = isActive(run);
  const now = useNow(active && live ? 1_000 : undefined);
  const clock = createRunClock(run, loadedAt, live ? now : loadedAt);
  const { lines, error: logError } = useRunLog(run.id, active);
  const [selection, setSelection] = useState<LogSelection>('active');
  const shownStep =
    selection === 'active' ? findActiveStep(run)?.id : selection;
  const undone = UNDO_STATES.includes(run.status);

  return (
    <>
      <RunAnnouncer run={run} />
      <RunHeader run={run} clock={clock} onRun={onRun} />
      <RunOutcome run={run} elapsedMs={clock.elapsedMs} />
      {undone && <ResourcesPanel run={run} lastFirst />}
      <div className={styles.columns}>
        <StepLane
          run={run}
          clock={clock}
          selected={shownStep}
          onSelect={setSelection}
        />
        <LogPanel
          run={run}
          lines={lines}
          error={logError}
          selection={selection}
          onSelect={setSelection}
        />
      </div>
      {!undone && <ResourcesPanel run={run} />}
      <Timeline events={run.events} />
    </>
  );
}
