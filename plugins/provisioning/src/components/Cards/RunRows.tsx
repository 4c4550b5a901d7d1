import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { RunSummary } from '@runway/plugin-provisioning-common';
import { formatDuration } from '../../formatting/formatDuration';
import { leadTimeOf, presentRun } from '../../formatting/requestPresentation';
import { runRouteRef } from '../../routes';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';
import styles from './RunRows.module.css';

/** Runs in a card: one line each. */
export function RunRows(props: {
  runs: RunSummary[];
  label: string;
  /** Where the service is known anyway, the rows are named after the template. */
  named?: 'service' | 'template';
}) {
  const byTemplate = props.named === 'template';
  const runRoute = useRouteRef(runRouteRef);
  return (
    <ul className={styles.rows} aria-label={props.label}>
      {props.runs.map(run => (
        <li key={run.id} className={styles.row}>
          <Link
            className={styles.name}
            href={runRoute?.({ id: run.id }) ?? ''}
            variant="body-medium"
            standalone
          >
            {byTemplate ? `Created from ${run.templateTitle}` : run.name}
          </Link>
          <StatusLabel presentation={presentRun(run)} />
          <span className={styles.facts}>
            {!byTemplate && <>{run.templateTitle} · </>}
            <RelativeTime time={run.createdAt} /> ·{' '}
            {formatDuration(leadTimeOf(run, Date.now()))}
          </span>
        </li>
      ))}
    </ul>
  );
}
