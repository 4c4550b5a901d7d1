import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Checkbox } from '@backstage/ui';
import type {
  ActionKind,
  ActionRequest,
  AllowedActions,
  ApplicationDetail,
} from '@runway/plugin-argocd-common';
import { type ReactNode, useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { ActionDialog } from '../Actions/ActionDialog';
import { PauseDialog } from '../Actions/PauseDialog';
import { useRefresh } from '../Actions/useRefresh';
import styles from './Application.module.css';

type Asking = 'sync' | 'terminate' | 'pause' | 'resume';

/** Buttons for what a person may do with an application; what they may not do says why. */
export function ActionBar(props: {
  detail: ApplicationDetail;
  onStarted(): void;
}) {
  const { detail, onStarted } = props;
  const { application } = detail;
  const { instance, namespace, name } = application;
  const ref = { instance, namespace, name };
  const api = useApi(deliveryApiRef);
  const allowed = useLive<AllowedActions>({
    key: [instance, namespace, name].join('/'),
    load: signal => api.allowedActions(ref, { signal }),
  });
  const [asking, setAsking] = useState<Asking>();
  const { refresh, pending, outcome } = useRefresh(ref, onStarted);
  const actions = allowed.status === 'ready' ? allowed.data.actions : [];
  const rightOf = (kind: ActionKind) =>
    actions.find(action => action.kind === kind);
  const may = (kind: ActionKind) => rightOf(kind)?.allowed ?? false;
  const running = application.operation?.phase === 'Running';
  const toggle = application.autoSync ? 'pause' : 'resume';
  const denied = (['sync', 'refresh', toggle] as const)
    .map(rightOf)
    .find(right => right && !right.allowed);
  const close = () => setAsking(undefined);

  return (
    <>
      <div className={styles.actions} role="group" aria-label="Actions">
        <Button
          size="small"
          variant="secondary"
          isDisabled={!may('refresh')}
          isPending={pending}
          onPress={refresh}
        >
          Refresh
        </Button>
        <Button
          size="small"
          variant="secondary"
          isDisabled={!may('sync') || running}
          onPress={() => setAsking('sync')}
        >
          Sync
        </Button>
        {running && (
          <Button
            size="small"
            variant="secondary"
            isDisabled={!may('terminate')}
            onPress={() => setAsking('terminate')}
          >
            Stop the sync
          </Button>
        )}
        <Button
          size="small"
          variant="tertiary"
          isDisabled={!may(toggle)}
          onPress={() => setAsking(toggle)}
        >
          {application.autoSync ? 'Pause auto-sync' : 'Resume auto-sync'}
        </Button>
        {outcome && (
          <span role="status" className={styles.quiet}>
            {outcome}
          </span>
        )}
      </div>
      {denied?.reason && <p className={styles.note}>{denied.reason}</p>}
      {'error' in allowed && (
        <p className={styles.note} role="status">
          What you may do here could not be found out: {allowed.error.message}.
          Asking again by itself.
        </p>
      )}
      {asking === 'sync' && (
        <SyncDialog application={ref} onClose={close} onStarted={onStarted} />
      )}
      {asking === 'pause' && (
        <PauseDialog application={ref} onClose={close} onStarted={onStarted} />
      )}
      {(asking === 'terminate' || asking === 'resume') && (
        <ActionDialog
          application={ref}
          request={{ kind: asking }}
          title={
            asking === 'terminate'
              ? `Stop the sync of ${name}`
              : `Resume auto-sync of ${name}`
          }
          verb={asking === 'terminate' ? 'Stop it' : 'Resume'}
          destructive={asking === 'terminate'}
          onClose={close}
          onStarted={onStarted}
        />
      )}
    </>
  );
}

function SyncDialog(props: {
  application: { instance: string; namespace: string; name: string };
  onClose(): void;
  onStarted(): void;
}) {
  const [prune, setPrune] = useState(false);
  const [dryRun, setDryRun] = useState(false);
  const request: ActionRequest = { kind: 'sync', prune, dryRun };
  const options: ReactNode = (
    <div className={styles.options}>
      <Checkbox isSelected={prune} onChange={setPrune}>
        Delete what is not in Git any more
      </Checkbox>
      <Checkbox isSelected={dryRun} onChange={setDryRun}>
        Only try it, change nothing
      </Checkbox>
    </div>
  );
  return (
    <ActionDialog
      {...props}
      request={request}
      title={`Sync ${props.application.name}`}
      verb={dryRun ? 'Try it' : 'Sync'}
      options={options}
    />
  );
}
