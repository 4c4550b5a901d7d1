import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, TextAreaField, TextField } from '@backstage/ui';
import { RiGitPullRequestLine } from '@remixicon/react';
import type { ChangePlan } from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import { CHANGE_KINDS } from '../../formatting/changePresentation';
import {
  describeError,
  type ErrorDescription,
} from '../../formatting/describeError';
import { changeRouteRef } from '../../routes';
import { losesData } from './losesData';
import { Notice } from '../common/Notice';
import { Panel } from '../common/Panel';
import { createRequestId } from '../Create/createRequestId';
import styles from './ConfirmChange.module.css';

const MIN_REASON = 10;
const MAX_REASON = 500;

/** The reason, the name typed out, and the button that opens the merge request. */
export function ConfirmChange(props: {
  plan: ChangePlan;
  /** Ids of the data stores that go. */
  deleteData: string[];
  /** Whether the plan is being made again. */
  pending: boolean;
}) {
  const { plan, deleteData } = props;
  const api = useApi(changesApiRef);
  const navigate = useNavigate();
  const changeRoute = useRouteRef(changeRouteRef);
  const [requestId] = useState(createRequestId);
  const [reason, setReason] = useState('');
  const [name, setName] = useState('');
  const [opening, setOpening] = useState(false);
  const [refusal, setRefusal] = useState<ErrorDescription>();
  const asksName = plan.kind === 'decommission';
  const obstacle = findObstacle({
    ...props,
    reason,
    name: asksName ? name : plan.name,
  });

  const open = async () => {
    setOpening(true);
    setRefusal(undefined);
    const common = {
      requestId,
      entityRef: plan.entityRef,
      reason: reason.trim(),
    };
    try {
      const change = await api.openChange(
        plan.newOwnerRef
          ? { ...common, kind: 'transfer', newOwnerRef: plan.newOwnerRef }
          : { ...common, kind: 'decommission', confirmName: name, deleteData },
      );
      navigate(changeRoute?.({ id: change.id }) ?? `/changes/${change.id}`);
    } catch (error) {
      setRefusal(describeError(error));
      setOpening(false);
    }
  };

  return (
    <Panel title="Confirm">
      <div className={styles.fields}>
        <TextAreaField
          label="Reason"
          description={`Lands in the merge request and in the history. At least ${MIN_REASON} characters.`}
          value={reason}
          onChange={setReason}
          maxLength={MAX_REASON}
          isRequired
        />
        {asksName && (
          <TextField
            label={`Type ${plan.name} to confirm`}
            value={name}
            onChange={setName}
            autoComplete="off"
            spellCheck="false"
            isRequired
          />
        )}
      </div>
      {refusal && (
        <Notice
          announce
          tone={refusal.kind === 'denied' ? 'denied' : 'danger'}
          title="The merge request was not opened"
          reference={refusal.reference}
        >
          {refusal.message} What you filled in is kept.
        </Notice>
      )}
      <div className={styles.row}>
        <Button
          variant="primary"
          size="medium"
          destructive={asksName}
          className={styles.open}
          iconStart={<RiGitPullRequestLine />}
          isDisabled={obstacle !== undefined}
          isPending={opening}
          onPress={open}
        >
          {`Open merge request to ${CHANGE_KINDS[plan.kind].verb} ${plan.name}`}
        </Button>
        <p className={styles.obstacle} role="status">
          {obstacle ?? 'Nothing is changed before it is approved and merged.'}
        </p>
      </div>
    </Panel>
  );
}

/** Why the merge request can't be opened yet; undefined when it can. */
function findObstacle(options: {
  plan: ChangePlan;
  deleteData: string[];
  pending: boolean;
  reason: string;
  name: string;
}): string | undefined {
  const { plan, deleteData, pending, reason, name } = options;
  if (pending) {
    return 'Checking…';
  }
  if (!plan.ok) {
    return 'A check failed. What it says has to be solved first.';
  }
  if (
    plan.items.some(item => losesData(item) && !deleteData.includes(item.id))
  ) {
    return 'Confirm for each data store that its data goes.';
  }
  if (reason.trim().length < MIN_REASON) {
    return 'Give the reason.';
  }
  return name === plan.name ? undefined : `Type ${plan.name} to confirm.`;
}
