import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';
import { RiLoader4Line } from '@remixicon/react';
import type { Difference } from '@runway/plugin-provisioning-common';
import {
  DIFFERENCE_ACTIONS,
  DIFFERENCE_KINDS,
} from '../../formatting/differencePresentation';
import { isWebAddress } from '../../formatting/isWebAddress';
import {
  RESOURCE_KINDS,
  SYSTEM_NAMES,
} from '../../formatting/resourcePresentation';
import { runRouteRef } from '../../routes';
import tableStyles from '../common/DataTable.module.css';
import { RelativeTime } from '../common/RelativeTime';
import { StatusLabel } from '../common/StatusLabel';
import resourceStyles from '../RunPage/ResourcesPanel.module.css';
import { ResolveDifference } from './ResolveDifference';
import styles from './DifferencesTable.module.css';

/** Where ledger and upstream disagree: one row each, with what can be done. */
export function DifferencesTable(props: {
  differences: Difference[];
  mayAct: boolean;
  onResolved(): void;
}) {
  return (
    <table className={tableStyles.table} aria-label="Differences">
      <thead>
        <tr>
          <th scope="col">Resource</th>
          <th scope="col">Difference</th>
          <th scope="col">Service</th>
          <th scope="col">Since</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        {props.differences.map(difference => (
          <Row
            key={difference.id}
            difference={difference}
            mayAct={props.mayAct}
            onResolved={props.onResolved}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  difference: Difference;
  mayAct: boolean;
  onResolved(): void;
}) {
  const { difference, mayAct, onResolved } = props;
  const { progress, name, runId } = difference;
  const { icon: Icon } = RESOURCE_KINDS[difference.resourceKind];
  const runRoute = useRouteRef(runRouteRef);
  const working = progress?.state === 'working';
  return (
    <tr>
      <th scope="row">
        <span className={resourceStyles.kind}>
          <Icon size={20} aria-hidden />
          <span>
            {difference.title}
            <span className={resourceStyles.system}>
              {SYSTEM_NAMES[difference.system]}
              {difference.environment && ` · ${difference.environment}`} ·{' '}
              {isWebAddress(difference.url) ? (
                <Link
                  href={difference.url}
                  target="_blank"
                  rel="noopener noreferrer"
                  className={tableStyles.mono}
                >
                  {difference.key}
                </Link>
              ) : (
                <span className={tableStyles.mono}>{difference.key}</span>
              )}
            </span>
          </span>
        </span>
      </th>
      <td className={tableStyles.wide}>
        <StatusLabel presentation={DIFFERENCE_KINDS[difference.kind]} />
        <div className={resourceStyles.reason}>{difference.message}</div>
      </td>
      <td data-label="Service">
        {runId && name ? (
          <Link href={runRoute?.({ id: runId }) ?? ''}>{name}</Link>
        ) : (
          name ?? 'unknown'
        )}
        {difference.ownerRef && (
          <div className={resourceStyles.reason}>
            <EntityRefLink entityRef={difference.ownerRef} hideIcon />
          </div>
        )}
      </td>
      <td data-label="Since">
        <RelativeTime time={difference.firstSeenAt} />
      </td>
      <td className={tableStyles.wide} aria-live="polite">
        {working ? (
          <StatusLabel
            presentation={{
              word: `${DIFFERENCE_ACTIONS[progress.action].verb}: working`,
              icon: RiLoader4Line,
              tone: 'info',
              moving: true,
            }}
          />
        ) : (
          mayAct && (
            <ResolveDifference
              difference={difference}
              onResolved={onResolved}
            />
          )
        )}
        {progress?.state === 'failed' && (
          <div className={styles.failure}>
            {DIFFERENCE_ACTIONS[progress.action].verb} failed
            {progress.message && `: ${progress.message}`}
          </div>
        )}
      </td>
    </tr>
  );
}
