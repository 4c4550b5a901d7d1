import { TextField } from '@backstage/ui';
import type { Action, ApplicationRef } from '@runway/plugin-argocd-common';
import { useDeferredValue, useState } from 'react';
import { ActionDialog } from './ActionDialog';

/** Least letters of a reason: who reads it at night should learn something. */
const SHORTEST = 3;

/** Asks why auto-sync is switched off, then switches it off. */
export function PauseDialog(props: {
  application: ApplicationRef;
  onClose(): void;
  onStarted?(action: Action): void;
}) {
  const [reason, setReason] = useState('');
  const settled = useDeferredValue(reason.trim());
  const isEnough = settled.length >= SHORTEST;
  return (
    <ActionDialog
      {...props}
      request={
        isEnough ? { kind: 'pause', reason: settled.slice(0, 500) } : undefined
      }
      title={`Pause auto-sync of ${props.application.name}`}
      verb="Pause"
      options={
        <TextField
          label="Reason"
          description="Shown to everybody who looks at this application."
          isRequired
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
      }
    />
  );
}
