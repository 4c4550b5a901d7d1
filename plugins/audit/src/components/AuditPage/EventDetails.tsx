import type { AuditEvent } from '@runway/plugin-audit-common';
import type { ReactNode } from 'react';
import { kindId } from '../../formatting/describeAction';
import { formatExactTime } from '../../formatting/formatTime';
import styles from './EventDetails.module.css';

const SEVERITY_WORDS: Record<AuditEvent['severity'], string> = {
  low: 'Low: reading',
  medium: 'Medium: a change',
  high: 'High: a change with consequences',
  critical: 'Critical',
};

/** Everything that is known about one action. */
export function EventDetails(props: { event: AuditEvent }) {
  const { event } = props;
  const rows: Array<[name: string, value: ReactNode]> = [
    ['Error', event.error],
    ['Begun', formatExactTime(new Date(event.at))],
    ['Ended', event.endedAt && formatExactTime(new Date(event.endedAt))],
    ['Who', event.actor && <code>{event.actor}</code>],
    ['Event', <code>{kindId(event)}</code>],
    ['Object', event.object && <code>{event.object}</code>],
    ['Severity', SEVERITY_WORDS[event.severity]],
    [
      'Request',
      event.url && (
        <code>
          {event.method} {event.url}
        </code>
      ),
    ],
    ['Address', event.ip && <code>{event.ip}</code>],
    ['Browser', event.userAgent],
    ['Trace', event.traceId && <code>{event.traceId}</code>],
    ['Reference', <code>{event.id}</code>],
  ];
  return (
    <div className={styles.details}>
      <dl className={styles.list}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {event.meta && (
        <div
          className={styles.meta}
          role="region"
          aria-label="What the plugin recorded"
          // A region that scrolls has to be reachable by keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          <pre>{JSON.stringify(event.meta, null, 2)}</pre>
        </div>
      )}
    </div>
  );
}
