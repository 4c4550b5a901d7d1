import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Link } from '@backstage/ui';
import type { Action } from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';

const STATES: Record<
  Action['state'],
  { status: 'info' | 'success' | 'danger' | 'warning'; title: string }
> = {
  requested: { status: 'info', title: 'Asked for' },
  running: { status: 'info', title: 'Argo CD works on it' },
  succeeded: { status: 'success', title: 'Done' },
  failed: { status: 'danger', title: 'Failed' },
  lost: { status: 'warning', title: 'The outcome is not known' },
};

const isMoving = ({ state }: Action) =>
  state === 'requested' || state === 'running';

/** How an action goes, live. */
export function ActionProgress(props: { action: Action }) {
  const api = useApi(deliveryApiRef);
  const live = useLive<Action>({
    key: props.action.id,
    load: signal => api.action(props.action.id, { signal }),
    isMoving,
    isSettled: action => !isMoving(action),
  });
  const action = live.status === 'ready' ? live.data : props.action;
  const { status, title } = STATES[action.state];
  const request = action.mergeRequest;
  return (
    <div role="status" aria-live="polite">
      <Alert
        status={status}
        icon
        loading={isMoving(action)}
        title={request ? `Merge request !${request.iid} is open` : title}
        description={
          <>
            {action.message}
            {request && (
              <>
                {action.message && ' '}
                It takes effect when somebody merges it:{' '}
                <Link href={request.url} target="_blank" rel="noopener">
                  {request.title}
                </Link>
              </>
            )}
          </>
        }
      />
    </div>
  );
}
