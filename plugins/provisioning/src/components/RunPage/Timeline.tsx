import { EntityRefLink } from '@backstage/plugin-catalog-react';
import type { RunEvent } from '@runway/plugin-provisioning-common';
import {
  formatExactTime,
  formatMoment,
} from '../../formatting/formatRelativeTime';
import { Panel } from '../common/Panel';
import styles from './Timeline.module.css';

const PLATFORM = 'runway';

/** Who did what, when. */
export function Timeline(props: { events: RunEvent[] }) {
  const { events } = props;
  if (events.length === 0) {
    return null;
  }
  return (
    <Panel title="Timeline">
      <ol className={styles.events}>
        {events.map(event => (
          <li key={event.id} className={styles.event}>
            <time
              dateTime={event.at}
              title={formatExactTime(new Date(event.at))}
            >
              {formatMoment(new Date(event.at), new Date(events[0].at))}
            </time>
            <span className={styles.actor}>
              {event.actor === PLATFORM ? (
                'Runway'
              ) : (
                <EntityRefLink entityRef={event.actor} hideIcon />
              )}
            </span>
            <span className={styles.message}>{event.message}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
