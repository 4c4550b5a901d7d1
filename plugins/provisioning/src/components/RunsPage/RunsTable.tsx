import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link, Skeleton } from '@backstage/ui';
import type { RunSummary } from '@runway/plugin-provisioning-common';
import { formatDuration } from '../../formatting/formatDuration';
import { leadTimeOf, presentRun } from '../../formatting/requestPresentation';
import { runRouteRef } from '../../routes';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';
import tableStyles from '../common/DataTable.module.css';

const COLUMNS = [
  'Service',
  'Status',
  'Template',
  'Owner',
  'Requested by',
  'Started',
  'Duration',
];
const SKELETON_ROWS = 8;

/** Runs to compare: one row each; becomes a list of cards on a narrow screen. */
export function RunsTable(props: {
  /** Undefined while the first page is on its way. */
  runs?: RunSummary[];
  /** Whether other rows are on their way. */
  stale?: boolean;
}) {
  const { runs, stale } = props;
  const runRoute = useRouteRef(runRouteRef);
  return (
    <table
      className={tableStyles.table}
      aria-label="Runs"
      aria-busy={!runs || stale}
    >
      <thead>
        <tr>
          {COLUMNS.map(column => (
            <th
              key={column}
              scope="col"
              className={column === 'Duration' ? tableStyles.figure : undefined}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {!runs &&
          Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <tr key={index}>
              {COLUMNS.map(column => (
                <td key={column}>
                  <Skeleton width="80%" height={20} />
                </td>
              ))}
            </tr>
          ))}
        {runs?.map(run => (
          <tr key={run.id}>
            <th scope="row">
              <Link
                href={runRoute?.({ id: run.id }) ?? ''}
                className={tableStyles.link}
                variant="body-medium"
                weight="bold"
                standalone
              >
                {run.name}
              </Link>
            </th>
            <td>
              <StatusLabel presentation={presentRun(run)} />
            </td>
            <td data-label="Template">{run.templateTitle}</td>
            <td data-label="Owner">
              <EntityRefLink entityRef={run.ownerRef} hideIcon />
            </td>
            <td data-label="Requested by">
              <EntityRefLink entityRef={run.requestedBy} hideIcon />
            </td>
            <td data-label="Started">
              <RelativeTime time={run.createdAt} />
            </td>
            <td data-label="Duration" className={tableStyles.figure}>
              {formatDuration(leadTimeOf(run, Date.now()))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
