import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Button } from '@backstage/ui';
import { RiRestartLine, RiStopCircleLine } from '@remixicon/react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { Change } from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import {
  CHANGE_KINDS,
  CHANGE_STATUS_PRESENTATION,
} from '../../formatting/changePresentation';
import { useAct } from '../../hooks/useAct';
import { RelativeTime } from '../common/RelativeTime';
import { Refusal } from '../common/Refusal';
import { StatusLabel } from '../common/StatusLabel';
import actionStyles from '../RunPage/RunActions.module.css';
import styles from '../RunPage/RunHeader.module.css';

/** Which change this is, who asked for it and why, and what can be done about it. */
export function ChangeHeader(props: {
  change: Change;
  onChange(change: Change): void;
}) {
  const { change, onChange } = props;
  const api = useApi(changesApiRef);
  const { act, pending, refusal } = useAct<Change>(onChange);
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <div className={styles.heading}>
          <h1 className={styles.name}>
            {CHANGE_KINDS[change.kind].noun} {change.name}
          </h1>
          <StatusLabel
            variant="badge"
            presentation={CHANGE_STATUS_PRESENTATION[change.status]}
          />
        </div>
        <dl className={styles.facts}>
          <div>
            <dt>Service</dt>
            <dd>
              <EntityRefLink entityRef={change.entityRef} hideIcon />
            </dd>
          </div>
          <div>
            <dt>Owner</dt>
            <dd>
              <EntityRefLink entityRef={change.ownerRef} hideIcon />
            </dd>
          </div>
          {change.newOwnerRef && (
            <div>
              <dt>New owner</dt>
              <dd>
                <EntityRefLink entityRef={change.newOwnerRef} hideIcon />
              </dd>
            </div>
          )}
          <div>
            <dt>Requested by</dt>
            <dd>
              <EntityRefLink entityRef={change.requestedBy} hideIcon />
            </dd>
          </div>
          <div>
            <dt>Requested</dt>
            <dd>
              <RelativeTime time={change.createdAt} />
            </dd>
          </div>
          <div>
            <dt>Reason</dt>
            <dd>{change.reason}</dd>
          </div>
        </dl>
      </div>
      <div className={actionStyles.actions}>
        <div className={actionStyles.buttons}>
          {change.can.retry && (
            <Button
              variant="primary"
              size="medium"
              iconStart={<RiRestartLine />}
              isPending={pending === 'retry'}
              onPress={() => act('retry', () => api.retryChange(change.id))}
            >
              Retry what could not be done
            </Button>
          )}
          {change.can.cancel && (
            <Button
              variant="secondary"
              size="medium"
              iconStart={<RiStopCircleLine />}
              isPending={pending === 'cancel'}
              onPress={() => act('cancel', () => api.cancelChange(change.id))}
            >
              Cancel and close the merge request
            </Button>
          )}
        </div>
        <Refusal refusal={refusal} title="The change stays as it is" />
      </div>
    </header>
  );
}
