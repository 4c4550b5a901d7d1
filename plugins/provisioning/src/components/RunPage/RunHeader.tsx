import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { Run } from '@runway/plugin-provisioning-common';
import { formatDuration } from '../../formatting/formatDuration';
import { leadTimeOf, presentRun } from '../../formatting/requestPresentation';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';
import type { RunClock } from './createRunClock';
import { useRunChange } from '../../hooks/useRunChange';
import { RunActions } from './RunActions';
import { RunChangeNotice } from './RunChangeNotice';
import styles from './RunHeader.module.css';

/** Which run this is, who started it, how long it takes, and what can be done about it. */
export function RunHeader(props: {
  run: Run;
  clock: RunClock;
  onRun(run: Run): void;
}) {
  const { run, clock, onRun } = props;
  const [label, duration] = measure(run, clock);
  const runChange = useRunChange(run);
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <div className={styles.heading}>
          <h1 className={styles.name}>{run.name}</h1>
          <StatusLabel variant="badge" presentation={presentRun(run)} />
        </div>
        <dl className={styles.facts}>
          <div>
            <dt>Template</dt>
            <dd>
              <EntityRefLink
                entityRef={run.templateRef}
                title={run.templateTitle}
                hideIcon
              />
            </dd>
          </div>
          <div>
            <dt>Owner</dt>
            <dd>
              <EntityRefLink entityRef={run.ownerRef} hideIcon />
            </dd>
          </div>
          <div>
            <dt>Requested by</dt>
            <dd>
              <EntityRefLink entityRef={run.requestedBy} hideIcon />
            </dd>
          </div>
          <div>
            <dt>Started</dt>
            <dd>
              <RelativeTime time={run.createdAt} />
            </dd>
          </div>
          {duration !== undefined && (
            <div>
              <dt>{label}</dt>
              <dd className={styles.elapsed}>{formatDuration(duration)}</dd>
            </div>
          )}
        </dl>
      </div>
      {runChange ? (
        <RunChangeNotice change={runChange} />
      ) : (
        <RunActions run={run} onRun={onRun} />
      )}
    </header>
  );
}

/** The duration that matters in the state of the run, and what it is called. */
function measure(run: Run, clock: RunClock): [string, number | undefined] {
  switch (run.status) {
    case 'undoing':
      return ['Undoing for', clock.undoingMs];
    case 'undone':
    case 'undo-failed':
      return ['', undefined];
    default:
      return run.status === 'succeeded' && run.request
        ? [
            run.request.appliedAt ? 'Order to applied' : 'Ordered for',
            leadTimeOf(run, Date.now()),
          ]
        : ['Elapsed', clock.elapsedMs];
  }
}
