import { Alert } from '@backstage/ui';
import type { ApplicationDetail } from '@runway/plugin-argocd-common';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import styles from './Application.module.css';

/** Why an application is not well: what fails, in its own words. Nothing when it is well. */
export function Reasons(props: { detail: ApplicationDetail }) {
  const { conditions, failing, application } = props.detail;
  const { operation } = application;
  const failed =
    operation && ['Failed', 'Error'].includes(operation.phase) && operation;
  return (
    <>
      {failed && (
        <Alert
          role="status"
          status="danger"
          icon
          title="The last sync failed"
          description={failed.message}
        />
      )}
      {conditions.map(({ type, message, at }) => (
        <Alert
          key={`${type} ${message}`}
          role="status"
          status={type.endsWith('Error') ? 'danger' : 'warning'}
          icon
          title={type.replace(/([a-z])([A-Z])/g, '$1 $2')}
          description={
            <>
              {message} {at && <RelativeTime time={at} />}
            </>
          }
        />
      ))}
      {failing.length > 0 && (
        <section aria-label="What is not well">
          <ul className={styles.failing}>
            {failing.map(({ kind, name, group, health, message, events }) => (
              <li key={[group, kind, name].join('/')}>
                <div className={styles.head}>
                  <strong>
                    {kind} {name}
                  </strong>
                  <HealthLabel
                    state={{ state: 'deployed', health, sync: 'Synced' }}
                  />
                </div>
                {message && <p className={styles.text}>{message}</p>}
                {events.length > 0 && (
                  <ul
                    className={styles.events}
                    aria-label={`Events of ${name}`}
                  >
                    {events.map(event => (
                      <li key={`${event.reason} ${event.message}`}>
                        <strong>{event.reason}</strong> {event.message}{' '}
                        <span className={styles.quiet}>
                          {event.count && event.count > 1
                            ? `${event.count} times`
                            : ''}
                          {event.lastSeen && (
                            <>
                              {' '}
                              <RelativeTime time={event.lastSeen} />
                            </>
                          )}
                        </span>
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
