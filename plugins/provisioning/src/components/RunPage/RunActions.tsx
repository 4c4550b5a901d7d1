import { useId, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { RiArrowGoBackLine, RiRestartLine } from '@remixicon/react';
import type { Run } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import {
  describeError,
  type ErrorDescription,
} from '../../formatting/describeError';
import { isActive } from '../../formatting/runStatusPresentation';
import { Notice } from '../common/Notice';
import { findActiveStep } from './findActiveStep';
import { UndoDialog } from './UndoDialog';
import styles from './RunActions.module.css';

/** Retry and undo; says why when one of them can't be used. */
export function RunActions(props: { run: Run; onRun(run: Run): void }) {
  const { run, onRun } = props;
  const api = useApi(provisioningApiRef);
  const reasonId = useId();
  const [pending, setPending] = useState<'retry' | 'undo'>();
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<
    ErrorDescription & { act: 'retry' | 'undo' }
  >();

  const act = async (what: 'retry' | 'undo') => {
    setPending(what);
    setRefusal(undefined);
    try {
      onRun(
        what === 'retry'
          ? await api.retryRun(run.id)
          : await api.undoRun(run.id),
      );
    } catch (error) {
      setRefusal({ ...describeError(error), act: what });
    } finally {
      setPending(undefined);
    }
  };

  const offersRetry = run.status === 'failed';
  const offersUndo = run.status !== 'undone' && run.status !== 'undoing';
  if (!offersRetry && !offersUndo) {
    return null;
  }
  const failedStep = findActiveStep(run)?.name;
  const blocked =
    (offersRetry && !run.can.retry) || (offersUndo && !run.can.undo);
  const reason = blocked ? run.can.reason : undefined;
  return (
    <div className={styles.actions}>
      <div className={styles.buttons}>
        {offersRetry && (
          <Button
            variant="primary"
            size="medium"
            iconStart={<RiRestartLine />}
            isDisabled={!run.can.retry || pending === 'undo'}
            isPending={pending === 'retry'}
            aria-describedby={reason ? reasonId : undefined}
            onPress={() => act('retry')}
          >
            {failedStep ? `Retry from "${failedStep}"` : 'Retry'}
          </Button>
        )}
        {offersUndo && (
          <Button
            variant="secondary"
            size="medium"
            iconStart={<RiArrowGoBackLine />}
            isDisabled={!run.can.undo || pending === 'retry'}
            isPending={pending === 'undo'}
            aria-describedby={reason ? reasonId : undefined}
            onPress={() => setAsking(true)}
          >
            {undoLabel(run)}
          </Button>
        )}
      </div>
      {reason && (
        <p id={reasonId} className={styles.reason}>
          {reason}
        </p>
      )}
      {refusal && (
        <Notice
          announce
          tone={refusal.kind === 'denied' ? 'denied' : 'danger'}
          title={
            refusal.act === 'retry'
              ? 'The run was not retried'
              : 'Undo was not started'
          }
          reference={refusal.reference}
        >
          {refusal.message}
        </Notice>
      )}
      <UndoDialog
        run={run}
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          act('undo');
        }}
      />
    </div>
  );
}

function undoLabel(run: Run): string {
  if (run.status === 'undo-failed') {
    return 'Try undo again';
  }
  return isActive(run) ? 'Stop and undo' : 'Undo';
}
