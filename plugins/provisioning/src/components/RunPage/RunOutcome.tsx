import type { Run } from '@runway/plugin-provisioning-common';
import { SYSTEM_NAMES } from '../../formatting/resourcePresentation';
import { Notice } from '../common/Notice';
import { ProgressBar } from '../common/ProgressBar';
import { countDoneSteps, findActiveStep } from './findActiveStep';
import { NextSteps } from './NextSteps';
import { RequestOutcome } from './RequestOutcome';
import styles from './RunOutcome.module.css';

/** The one thing to know about a run in its present state. */
export function RunOutcome(props: { run: Run; elapsedMs: number }) {
  const { run, elapsedMs } = props;
  switch (run.status) {
    case 'starting':
    case 'running':
      return <Progressing run={run} />;
    case 'failed':
      return <Failure run={run} />;
    case 'succeeded':
      return run.request ? (
        <RequestOutcome run={run} request={run.request} />
      ) : (
        <NextSteps run={run} elapsedMs={elapsedMs} />
      );
    case 'undoing':
      return <Undoing run={run} />;
    case 'undone':
      return <Undone run={run} />;
    case 'undo-failed':
      return <UndoFailed run={run} />;
    default:
      return null;
  }
}

function Progressing(props: { run: Run }) {
  const { run } = props;
  const done = countDoneSteps(run);
  const step = findActiveStep(run);
  const position = step ? run.steps.indexOf(step) + 1 : done;
  return (
    <div className={styles.now}>
      <p className={styles.nowTitle}>
        {step ? step.name : 'Getting ready to start'}
        <span className={styles.count}>
          Step {Math.max(position, 1)} of {run.steps.length}
        </span>
      </p>
      <ProgressBar label="Steps done" done={done} total={run.steps.length} />
      <p className={styles.nowText}>
        {run.waitingFor
          ? `Waiting: ${run.waitingFor}`
          : 'You can leave this page: the run goes on without it.'}
      </p>
    </div>
  );
}

function Failure(props: { run: Run }) {
  const { run } = props;
  const step = findActiveStep(run);
  const made = run.resources.filter(resource => resource.state === 'present');
  return (
    <Notice
      tone="danger"
      title={step ? `"${step.name}" failed` : 'The run failed'}
      reference={reference(run)}
    >
      <dl className={styles.failure}>
        <dt>What happened</dt>
        <dd>
          {run.error?.message ??
            'The reason was not recorded. The log below has the last lines.'}
          {run.error?.system && ` (${SYSTEM_NAMES[run.error.system]})`}
        </dd>
        <dt>What was kept</dt>
        <dd>
          {made.length === 0
            ? 'Nothing was made yet.'
            : `${count(
                made.length,
                'resource',
              )}, listed below. A retry goes on with them.`}
        </dd>
        <dt>What to do</dt>
        <dd>
          {run.error?.advice ??
            'Retry goes on from the step that failed. Undo takes back what was made.'}
        </dd>
      </dl>
    </Notice>
  );
}

function Undoing(props: { run: Run }) {
  const { run } = props;
  const { total, settled } = countUndo(run);
  return (
    <div className={styles.now}>
      <p className={styles.nowTitle}>
        Taking back what this run made
        <span className={styles.count}>
          {settled} of {total}
        </span>
      </p>
      <ProgressBar label="Resources settled" done={settled} total={total} />
      <p className={styles.nowText}>
        {run.waitingFor
          ? `Waiting: ${run.waitingFor}`
          : 'You can leave this page: undo goes on without it.'}
      </p>
    </div>
  );
}

function Undone(props: { run: Run }) {
  const { run } = props;
  const { gone, archived, kept } = countUndo(run);
  const left = [
    archived > 0 && `${archived} archived`,
    kept > 0 && `${kept} kept`,
  ].filter(Boolean);
  return (
    <Notice tone="info" title={`${run.name} was taken back`}>
      {gone === 0 && left.length === 0
        ? 'The run had made nothing.'
        : `${count(gone, 'resource')} gone${
            left.length > 0 ? `, ${left.join(', ')} (see below why)` : ''
          }.`}{' '}
      The name is free again.
    </Notice>
  );
}

function UndoFailed(props: { run: Run }) {
  const { run } = props;
  const orphans = run.resources.filter(
    resource => resource.state === 'orphaned',
  );
  return (
    <Notice
      tone="warning"
      title={
        orphans.length > 0
          ? `${count(orphans.length, 'resource')} could not be taken back`
          : 'Undo did not finish'
      }
      reference={reference(run)}
    >
      <ul className={styles.orphans}>
        {orphans.map(resource => (
          <li key={resource.id}>
            <strong>{resource.title}</strong> <code>{resource.key}</code>
            {resource.reason && `: ${resource.reason}`}
          </li>
        ))}
      </ul>
      <p>
        {run.error?.advice ??
          'Everything else is settled. "Try undo again" goes on with what is left; if it keeps failing, give the reference to the platform team.'}
      </p>
    </Notice>
  );
}

function countUndo(run: Run) {
  const own = run.resources.filter(resource => resource.state !== 'shared');
  const having = (state: string) =>
    own.filter(resource => resource.state === state).length;
  const gone = having('undone');
  const archived = having('archived');
  const kept = having('kept');
  return {
    total: own.length,
    gone,
    archived,
    kept,
    settled: gone + archived + kept + having('orphaned'),
  };
}

function reference(run: Run): string {
  return run.taskId ? `run ${run.id}, task ${run.taskId}` : `run ${run.id}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
