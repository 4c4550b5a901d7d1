import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button, TextAreaField } from '@backstage/ui';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import type { ApprovalRole, Change } from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import { useAct } from '../../hooks/useAct';
import { Refusal } from '../common/Refusal';
import styles from './DecideChange.module.css';

const MIN_REASON = 3;

const AS: Record<ApprovalRole, string> = {
  owner: 'owner',
  'new-owner': 'new owner',
  platform: 'platform',
};

/** Approve in each role that the person has, or reject; else why not. */
export function DecideChange(props: {
  change: Change;
  onChange(change: Change): void;
}) {
  const { change, onChange } = props;
  const { can } = change;
  const api = useApi(changesApiRef);
  const [comment, setComment] = useState('');
  const { act, pending, refusal } = useAct<Change>(answer => {
    setComment('');
    onChange(answer);
  });
  if (can.approve.length === 0 && !can.reject) {
    return can.reason ? <p className={styles.reason}>{can.reason}</p> : null;
  }
  const text = comment.trim();
  return (
    <div className={styles.decide}>
      {can.approve.length === 0 && can.reason && (
        <p className={styles.reason}>{can.reason}</p>
      )}
      <TextAreaField
        label="Comment"
        description="Needed to reject; lands in the history."
        className={styles.comment}
        rows={2}
        maxLength={500}
        value={comment}
        onChange={setComment}
      />
      <div className={styles.buttons}>
        {can.approve.map(role => (
          <Button
            key={role}
            variant="primary"
            size="medium"
            iconStart={<RiCheckLine />}
            isPending={pending === role}
            onPress={() =>
              act(role, () =>
                api.approveChange(change.id, {
                  role,
                  comment: text || undefined,
                }),
              )
            }
          >
            {`Approve as ${AS[role]}`}
          </Button>
        ))}
        {can.reject && (
          <Button
            variant="secondary"
            size="medium"
            iconStart={<RiCloseLine />}
            isDisabled={text.length < MIN_REASON}
            isPending={pending === 'reject'}
            onPress={() =>
              act('reject', () => api.rejectChange(change.id, { reason: text }))
            }
          >
            Reject
          </Button>
        )}
      </div>
      <Refusal refusal={refusal} title="Your decision was not recorded" />
    </div>
  );
}
