import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link, Skeleton } from '@backstage/ui';
import type { ChangeSummary } from '@runway/plugin-provisioning-common';
import {
  CHANGE_KINDS,
  CHANGE_STATUS_PRESENTATION,
} from '../../formatting/changePresentation';
import { changeRouteRef } from '../../routes';
import tableStyles from '../common/DataTable.module.css';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';

const COLUMNS = ['Change', 'Status', 'Owner', 'Requested by', 'Requested'];
const SKELETON_ROWS = 4;

/** Changes to compare: one row each; becomes a list of cards on a narrow screen. */
export function ChangesTable(props: {
  label: string;
  /** Undefined while the first page is on its way. */
  changes?: ChangeSummary[];
}) {
  const { label, changes } = props;
  const changeRoute = useRouteRef(changeRouteRef);
  return (
    <table
      className={tableStyles.table}
      aria-label={label}
      aria-busy={!changes}
    >
      <thead>
        <tr>
          {COLUMNS.map(column => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {!changes &&
          Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <tr key={index}>
              {COLUMNS.map(column => (
                <td key={column}>
                  <Skeleton width="80%" height={20} />
                </td>
              ))}
            </tr>
          ))}
        {changes?.map(change => (
          <tr key={change.id}>
            <th scope="row">
              <Link
                href={changeRoute?.({ id: change.id }) ?? ''}
                className={tableStyles.link}
                variant="body-medium"
                weight="bold"
                standalone
              >
                {CHANGE_KINDS[change.kind].noun} {change.name}
              </Link>
            </th>
            <td>
              <StatusLabel
                presentation={CHANGE_STATUS_PRESENTATION[change.status]}
              />
            </td>
            <td data-label="Owner">
              <EntityRefLink entityRef={change.ownerRef} hideIcon />
            </td>
            <td data-label="Requested by">
              <EntityRefLink entityRef={change.requestedBy} hideIcon />
            </td>
            <td data-label="Requested">
              <RelativeTime time={change.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
