import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type {
  Difference,
  DifferenceAction,
} from '@runway/plugin-provisioning-common';
import { reconciliationApiRef } from '../../api/reconciliationApiRef';
import { DIFFERENCE_ACTIONS } from '../../formatting/differencePresentation';
import { useAct } from '../../hooks/useAct';
import { Refusal } from '../common/Refusal';
import dialogStyles from '../RunPage/UndoDialog.module.css';
import styles from './DifferencesTable.module.css';

/** The actions of one difference; each says what it does before it does it. */
export function ResolveDifference(props: {
  difference: Difference;
  onResolved(): void;
}) {
  const { difference, onResolved } = props;
  const api = useApi(reconciliationApiRef);
  const [asking, setAsking] = useState<DifferenceAction>();
  const { act, pending, refusal } = useAct<unknown>(onResolved);
  const action = asking && DIFFERENCE_ACTIONS[asking];
  return (
    <>
      <div className={styles.buttons}>
        {difference.actions.map((each, index) => (
          <Button
            key={each}
            size="small"
            variant={index === 0 ? 'secondary' : 'tertiary'}
            aria-label={`${DIFFERENCE_ACTIONS[each].verb} ${difference.title} ${difference.key}`}
            isPending={pending === each}
            onPress={() => setAsking(each)}
          >
            {DIFFERENCE_ACTIONS[each].verb}
          </Button>
        ))}
      </div>
      <Refusal refusal={refusal} title="It stays as it is" />
      <Dialog
        isOpen={asking !== undefined}
        onOpenChange={open => !open && setAsking(undefined)}
        width={560}
        isDismissable
      >
        <DialogHeader>
          {action?.verb} {difference.title}?
        </DialogHeader>
        <DialogBody className={dialogStyles.body}>
          <p>
            <code>{difference.key}</code>: {difference.message}
          </p>
          <p>{action?.does}</p>
        </DialogBody>
        <DialogFooter>
          <Button variant="secondary" onPress={() => setAsking(undefined)}>
            Leave it
          </Button>
          <Button
            variant="primary"
            destructive={action?.destructive}
            onPress={() => {
              if (asking) {
                act(asking, () => api.resolveDifference(difference.id, asking));
              }
              setAsking(undefined);
            }}
          >
            {`${action?.verb ?? ''} it`}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}
