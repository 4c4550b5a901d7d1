import { useEffect, useRef, useState } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import type { Run } from '@runway/plugin-provisioning-common';
import { presentRun } from '../../formatting/requestPresentation';

/** What changed between two looks at a run, in words; empty when nothing worth saying did. */
export function describeChange(before: Run, after: Run): string {
  const sentences: string[] = [];
  for (const step of after.steps) {
    const was = before.steps.find(other => other.id === step.id)?.status;
    if (was === step.status) {
      continue;
    }
    if (step.status === 'running') {
      sentences.push(`Now: ${step.name}.`);
    } else if (step.status === 'succeeded') {
      sentences.push(`Done: ${step.name}.`);
    } else if (step.status === 'failed') {
      sentences.push(`Failed: ${step.name}.`);
    }
  }
  for (const resource of after.resources) {
    const was = before.resources.find(other => other.id === resource.id)?.state;
    if (was !== resource.state && resource.state === 'undone') {
      sentences.push(`Gone: ${resource.title}.`);
    } else if (was !== resource.state && resource.state === 'orphaned') {
      sentences.push(`Left behind: ${resource.title}.`);
    }
  }
  const word = presentRun(after).word;
  if (presentRun(before).word !== word) {
    sentences.push(`${after.name}: ${word}.`);
  }
  return sentences.join(' ');
}

/** Tells people who can't see the page what happens on it. */
export function RunAnnouncer(props: { run: Run }) {
  const { run } = props;
  const before = useRef(run);
  const [message, setMessage] = useState('');
  useEffect(() => {
    const change = describeChange(before.current, run);
    before.current = run;
    if (change) {
      setMessage(change);
    }
  }, [run]);
  return (
    <VisuallyHidden>
      <div role="status" aria-label="Progress of the run">
        {message}
      </div>
    </VisuallyHidden>
  );
}
