import { TextField } from '@backstage/ui';
import type { ChangeItem } from '@runway/plugin-provisioning-common';
import { useState } from 'react';

const WORDS = 'destroy the data';

/** Confirms one data store by typing: what is in it can't be brought back. */
export function ConfirmDataLoss(props: {
  item: ChangeItem;
  onConfirm(confirmed: boolean): void;
}) {
  const { item, onConfirm } = props;
  const [typed, setTyped] = useState('');
  return (
    <TextField
      label={`Type "${WORDS}" to confirm`}
      aria-label={`Type "${WORDS}" to confirm: ${item.title}`}
      value={typed}
      onChange={value => {
        setTyped(value);
        onConfirm(value.trim().toLowerCase() === WORDS);
      }}
      autoComplete="off"
      spellCheck="false"
      isRequired
    />
  );
}
