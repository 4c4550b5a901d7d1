import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Link } from '@backstage/ui';
import type {
  Deployment,
  DeploymentHistory,
} from '@runway/plugin-argocd-common';
import { useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { ActionDialog } from '../Actions/ActionDialog';
import { environmentTitle } from '../environmentTitle';
import { formatDuration } from '../formatDuration';
import { isAnswered } from '../isAnswered';
import { Loaded } from '../Loaded/Loaded';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import styles from './HistorySection.module.css';

/** What was deployed when, with the way back. */
export function HistorySection(props: {
  service: string;
  /** Signal channel of the service. */
  channel?: string;
}) {
  const { service, channel } = props;
  const api = useApi(deliveryApiRef);
  const history = useLive<DeploymentHistory>({
    key: service,
    load: signal => api.history(service, { signal }),
    channelOf: () => channel,
  });
  const [goingBackTo, setGoingBackTo] = useState<Deployment>();
  return (
    <>
      <Loaded live={history} what="The history">
        {data => <Deployments history={data} onGoBack={setGoingBackTo} />}
      </Loaded>
      {goingBackTo && (
        <ActionDialog
          application={goingBackTo.application}
          request={{
            kind: 'rollback',
            historyId: goingBackTo.historyId,
            prune: false,
          }}
          title={`Roll ${environmentTitle(goingBackTo.environment)} back to ${
            goingBackTo.version ?? `deployment ${goingBackTo.historyId}`
          }`}
          verb="Roll back"
          destructive
          onClose={() => setGoingBackTo(undefined)}
          onStarted={history.retry}
        />
      )}
    </>
  );
}

function Deployments(props: {
  history: DeploymentHistory;
  onGoBack(item: Deployment): void;
}) {
  const { items, incomplete, sources } = props.history;
  return (
    <>
      <SourceNotices sources={sources} />
      {items.length === 0 && isAnswered(sources) && (
        <p className={styles.note}>
          Nothing was deployed yet. The first deployment appears here when its
          pipeline has ended.
        </p>
      )}
      {items.length > 0 && (
        <table className={styles.table} aria-label="Deployments, newest first">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Environment</th>
              <th scope="col">Deployed</th>
              <th scope="col">Came by</th>
              <th scope="col">
                <span className={styles.hidden}>Way back</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map(item => (
              <Row
                key={`${item.application.name} ${item.historyId}`}
                item={item}
                onGoBack={() => props.onGoBack(item)}
              />
            ))}
          </tbody>
        </table>
      )}
      {incomplete.length > 0 && (
        <p className={styles.note}>
          Argo CD keeps the last ten deployments:{' '}
          {incomplete.map(environmentTitle).join(', ')} had more.
        </p>
      )}
    </>
  );
}

function Row(props: { item: Deployment; onGoBack(): void }) {
  const { item } = props;
  const { version, commit, mergeRequest, pipeline } = item;
  const title = environmentTitle(item.environment);
  return (
    <tr data-current={item.current}>
      <th scope="row">
        <code className={styles.code}>{version ?? 'not known'}</code>
        {commit && (
          <span className={styles.commit}>
            <Link href={commit.url} target="_blank" rel="noopener">
              {commit.title}
            </Link>
            <span className={styles.quiet}>{commit.author}</span>
          </span>
        )}
      </th>
      <td data-label="Environment">
        {title}
        {item.current && <span className={styles.quiet}>, runs now</span>}
      </td>
      <td data-label="Deployed">
        <RelativeTime time={item.deployedAt} />
        {item.durationSeconds !== undefined && (
          <span className={styles.quiet}>
            {' '}
            in {formatDuration(item.durationSeconds)}
          </span>
        )}
      </td>
      <td data-label="Came by">
        {mergeRequest && (
          <Link href={mergeRequest.url} target="_blank" rel="noopener">
            !{mergeRequest.iid}
          </Link>
        )}
        {mergeRequest && pipeline && ', '}
        {pipeline && (
          <Link href={pipeline.url} target="_blank" rel="noopener">
            pipeline {pipeline.id}
          </Link>
        )}
      </td>
      <td className={styles.action}>
        {!item.current && (
          <Button
            size="small"
            variant="tertiary"
            aria-label={`Roll ${title} back to ${
              version ?? `deployment ${item.historyId}`
            }`}
            onPress={props.onGoBack}
          >
            Roll back
          </Button>
        )}
      </td>
    </tr>
  );
}
