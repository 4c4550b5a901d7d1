import { Button, Skeleton } from '@backstage/ui';
import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiRefreshLine,
} from '@remixicon/react';
import type { Check, Preflight } from '@runway/plugin-provisioning-common';
import { describeError } from '../../formatting/describeError';
import type { StatusPresentation } from '../../formatting/runStatusPresentation';
import { Notice } from '../common/Notice';
import { Panel } from '../common/Panel';
import { StatusLabel } from '../common/StatusLabel';
import styles from './ChecksPanel.module.css';

const PRESENTATION: Record<Check['status'], StatusPresentation> = {
  failed: { word: 'Failed', icon: RiCloseCircleLine, tone: 'danger' },
  warning: { word: 'Warning', icon: RiAlertLine, tone: 'warning' },
  ok: { word: 'Passed', icon: RiCheckboxCircleLine, tone: 'success' },
};
const URGENCY: Array<Check['status']> = ['failed', 'warning', 'ok'];
const SKELETON_ROWS = 6;

/** What was asked of the upstreams, and what they said. What needs the person comes first. */
export function ChecksPanel(props: {
  preflight?: Preflight;
  error?: unknown;
  pending: boolean;
  onCheckAgain(): void;
  /** Goes back to the form, to change what a check complains about. */
  onCorrect?(): void;
}) {
  const { preflight, error, pending, onCheckAgain, onCorrect } = props;
  const checks = [...(preflight?.checks ?? [])].sort(
    (a, b) => URGENCY.indexOf(a.status) - URGENCY.indexOf(b.status),
  );
  const passed = checks.filter(check => check.status === 'ok').length;
  return (
    <Panel
      title="Checks"
      aside={
        <span role="status">
          {preflight && !pending && `${passed} of ${checks.length} passed`}
          {pending && 'Checking…'}
        </span>
      }
      actions={
        <Button
          variant="secondary"
          iconStart={<RiRefreshLine />}
          isPending={pending}
          onPress={onCheckAgain}
        >
          Check again
        </Button>
      }
    >
      {!preflight && error !== undefined && !pending && (
        <Notice
          announce
          tone="danger"
          title="The checks could not be made"
          reference={describeError(error).reference}
        >
          {describeError(error).message} What you filled in is kept.
        </Notice>
      )}
      {!preflight && pending && (
        <div className={styles.loading} aria-hidden>
          {Array.from({ length: SKELETON_ROWS }, (_, index) => (
            <Skeleton key={index} width="100%" height={24} />
          ))}
        </div>
      )}
      {preflight && (
        <ul className={styles.checks} aria-label="Checks" aria-busy={pending}>
          {checks.map(check => (
            <li
              key={check.id}
              className={styles.check}
              data-status={check.status}
            >
              <StatusLabel presentation={PRESENTATION[check.status]} />
              <span className={styles.title}>{check.title}</span>
              <div className={styles.text}>
                {check.message}
                {check.action && (
                  <p className={styles.action}>
                    {check.action}
                    {check.status === 'failed' && check.field && onCorrect && (
                      <Button
                        variant="secondary"
                        size="small"
                        className={styles.correct}
                        onPress={onCorrect}
                      >
                        Change the {check.field}
                      </Button>
                    )}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
