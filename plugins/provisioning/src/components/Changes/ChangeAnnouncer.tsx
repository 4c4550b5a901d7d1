import { useEffect, useRef, useState } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import type { Change } from '@runway/plugin-provisioning-common';
import {
  CHANGE_STATUS_PRESENTATION,
  presentItem,
} from '../../formatting/changePresentation';

/** What is different between two looks at a change, in words; empty when nothing worth saying is. */
function describeDifference(before: Change, after: Change): string {
  const sentences: string[] = [];
  for (const approval of after.approvals) {
    const was = before.approvals.find(({ role }) => role === approval.role);
    if (approval.approvedBy && !was?.approvedBy) {
      sentences.push(`Approved: ${approval.title}.`);
    }
  }
  for (const item of after.items) {
    const was = before.items.find(({ id }) => id === item.id)?.state;
    if (was !== item.state && ['done', 'kept', 'failed'].includes(item.state)) {
      sentences.push(`${presentItem(item).word}: ${item.title}.`);
    }
  }
  if (before.status !== after.status) {
    sentences.push(
      `${after.name}: ${CHANGE_STATUS_PRESENTATION[after.status].word}.`,
    );
  }
  return sentences.join(' ');
}

/** Tells people who can't see the page what happens on it. */
export function ChangeAnnouncer(props: { change: Change }) {
  const { change } = props;
  const before = useRef(change);
  const [message, setMessage] = useState('');
  useEffect(() => {
    const difference = describeDifference(before.current, change);
    before.current = change;
    if (difference) {
      setMessage(difference);
    }
  }, [change]);
  return (
    <VisuallyHidden>
      <div role="status" aria-label="Progress of the change">
        {message}
      </div>
    </VisuallyHidden>
  );
}
