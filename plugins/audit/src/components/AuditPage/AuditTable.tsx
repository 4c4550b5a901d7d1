import { Fragment, useId, useState } from 'react';
import { ButtonIcon, Skeleton } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import type { AuditEvent } from '@runway/plugin-audit-common';
import { describeAction } from '../../formatting/describeAction';
import { formatDuration } from '../../formatting/formatTime';
import { ActorName } from '../common/ActorName';
import { ObjectName } from '../common/ObjectName';
import { OutcomeLabel } from '../common/OutcomeLabel';
import { RelativeTime } from '../common/RelativeTime';
import { EventDetails } from './EventDetails';
import styles from './AuditTable.module.css';

const COLUMNS = ['What', 'Outcome', 'Who', 'Object', 'When', 'Took'];
const SKELETON_ROWS = 10;

/** Actions, newest first; each opens to all that is known of it. On a narrow screen a list of cards. */
export function AuditTable(props: {
  /** Undefined while the first page is on its way. */
  events?: AuditEvent[];
  /** Whether other rows are on their way. */
  busy?: boolean;
}) {
  const { events, busy } = props;
  return (
    <table
      className={styles.table}
      aria-label="Actions"
      aria-busy={!events || busy}
    >
      <thead>
        <tr>
          {COLUMNS.map(column => (
            <th
              key={column}
              scope="col"
              className={column === 'Took' ? styles.figure : undefined}
            >
              {column}
            </th>
          ))}
          <th scope="col">
            <span className={styles.hidden}>Details</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {!events &&
          Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <tr key={index}>
              {[...COLUMNS, 'Details'].map(column => (
                <td key={column}>
                  <Skeleton width="80%" height={20} />
                </td>
              ))}
            </tr>
          ))}
        {events?.map(event => (
          <EventRows key={event.id} event={event} />
        ))}
      </tbody>
    </table>
  );
}

function EventRows(props: { event: AuditEvent }) {
  const { event } = props;
  const [open, setOpen] = useState(false);
  const detailsId = useId();
  const what = describeAction(event);
  return (
    <Fragment>
      <tr data-open={open || undefined}>
        <th scope="row">{what}</th>
        <td>
          <OutcomeLabel status={event.status} />
        </td>
        <td data-label="Who">
          <ActorName actor={event.actor} />
        </td>
        <td data-label="Object" className={styles.object}>
          {event.object && <ObjectName object={event.object} />}
        </td>
        <td data-label="When" className={styles.nowrap}>
          <RelativeTime time={event.at} />
        </td>
        <td data-label="Took" className={styles.figure}>
          {event.durationMs === undefined
            ? ''
            : formatDuration(event.durationMs)}
        </td>
        <td className={styles.toggle}>
          <ButtonIcon
            variant="tertiary"
            size="small"
            icon={open ? <RiArrowUpSLine /> : <RiArrowDownSLine />}
            aria-label={`Details of: ${what}`}
            aria-expanded={open}
            aria-controls={open ? detailsId : undefined}
            onPress={() => setOpen(!open)}
          />
        </td>
      </tr>
      {open && (
        <tr id={detailsId} className={styles.detailsRow}>
          <td colSpan={COLUMNS.length + 1}>
            <EventDetails event={event} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
