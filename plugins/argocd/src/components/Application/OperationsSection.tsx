import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type {
  Action,
  ApplicationDetail,
  ApplicationRef,
} from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import styles from './Application.module.css';
import { Loaded } from '../Loaded/Loaded';

const KINDS: Record<Action['request']['kind'], string> = {
  refresh: 'Refresh',
  sync: 'Sync',
  rollback: 'Rollback',
  terminate: 'Sync stopped',
  pause: 'Auto-sync paused',
  resume: 'Auto-sync resumed',
};

const STATES: Record<Action['state'], string> = {
  requested: 'asked for',
  running: 'under way',
  succeeded: 'done',
  failed: 'failed',
  lost: 'outcome not known',
};

/** What was done with an application in Runway, and the results of the last sync. */
export function OperationsSection(props: {
  application: ApplicationRef;
  detail: ApplicationDetail;
}) {
  const { application, detail } = props;
  const api = useApi(deliveryApiRef);
  const actions = useLive<{ items: Action[] }>({
    key: JSON.stringify(application),
    load: signal => api.actions(application, { signal }),
    channelOf: () => detail.channel,
  });
  const { operation } = detail.application;
  return (
    <div className={styles.section}>
      {operation && (
        <p className={styles.text}>
          Last sync: {operation.phase.toLocaleLowerCase('en-US')}
          {operation.by && ` by ${operation.by}`}
          {operation.startedAt && (
            <>
              {', '}
              <RelativeTime time={operation.startedAt} />
            </>
          )}
          {operation.message && `. ${operation.message}`}
        </p>
      )}
      {detail.results.length > 0 && (
        <ul className={styles.events} aria-label="Results of the last sync">
          {detail.results.map(({ group, kind, namespace, name, ...result }) => (
            <li key={[group, kind, namespace, name].join('/')}>
              <strong>
                {kind} {name}
              </strong>{' '}
              {result.status} {result.message}
            </li>
          ))}
        </ul>
      )}
      <Loaded live={actions} what="What was done here">
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.note}>
              Nobody has done anything with this application in Runway yet.
            </p>
          ) : (
            <ul className={styles.events} aria-label="Done in Runway">
              {items.map(action => (
                <li key={action.id}>
                  <strong>{KINDS[action.request.kind]}</strong>{' '}
                  {STATES[action.state]} by {action.by}{' '}
                  <span className={styles.quiet}>
                    <RelativeTime time={action.requestedAt} />
                  </span>{' '}
                  {action.message}
                  {action.mergeRequest && (
                    <>
                      {' '}
                      <Link
                        href={action.mergeRequest.url}
                        target="_blank"
                        rel="noopener"
                      >
                        !{action.mergeRequest.iid}
                      </Link>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}
