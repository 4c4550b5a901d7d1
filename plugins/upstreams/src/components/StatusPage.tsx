import { Button } from '@backstage/ui';
import {
  RiCloseCircleLine,
  RiLockLine,
  RiPlugLine,
  RiRefreshLine,
} from '@remixicon/react';
import type { PlatformStatus } from '@runway/plugin-upstreams-common';
import { useStatus } from '../hooks/useStatus';
import { StatusNotice } from './StatusNotice';
import styles from './StatusPage.module.css';
import { nameOf } from './upstreamPresentation';
import { UpstreamsTable } from './UpstreamsTable';

/** Is it me, or is it the platform? Each upstream system: how it is, since when, and what that affects. */
export function StatusPage() {
  const { status, error, retry } = useStatus();
  return (
    <main className={styles.scroll}>
      <div className={styles.body}>
        <h1 className={styles.title}>Platform status</h1>
        {error && status && (
          <StatusNotice
            tone="warning"
            icon={RiRefreshLine}
            title="This may be out of date"
            action={<TryAgain onPress={retry} />}
          >
            Runway does not answer at the moment. What it last said stays here.
          </StatusNotice>
        )}
        {error && !status && <Failure error={error} retry={retry} />}
        {status && status.upstreams.length === 0 && (
          <StatusNotice
            tone="neutral"
            icon={RiPlugLine}
            title="No upstream systems are known yet"
          >
            They appear here as soon as the portal has started its checks.
          </StatusNotice>
        )}
        {status && status.upstreams.length > 0 && <Summary status={status} />}
        {!error || status ? <UpstreamsTable status={status} /> : null}
      </div>
    </main>
  );
}

function Summary(props: { status: PlatformStatus }) {
  const { upstreams, checkedEverySeconds } = props.status;
  const ill = upstreams.filter(({ state }) =>
    ['down', 'degraded'].includes(state),
  );
  const unchecked = upstreams.some(({ state }) => state === 'unknown');
  const text = () => {
    if (ill.length > 0) {
      const names = new Intl.ListFormat('en-GB').format(ill.map(nameOf));
      return `${ill.length} of ${upstreams.length} need attention: ${names}.`;
    }
    return unchecked
      ? 'The first checks are under way.'
      : `All ${upstreams.length} systems answer.`;
  };
  return (
    <p className={styles.summary} role="status">
      {text()} Each one is checked every {checkedEverySeconds} s.
    </p>
  );
}

function Failure(props: { error: Error; retry(): void }) {
  const { error, retry } = props;
  return (error as { statusCode?: number }).statusCode === 403 ? (
    <StatusNotice
      tone="neutral"
      icon={RiLockLine}
      title="You may not see the platform's status"
      announce
    >
      Ask the platform team to put you into a group.
    </StatusNotice>
  ) : (
    <StatusNotice
      tone="danger"
      icon={RiCloseCircleLine}
      title="The status can't be shown now"
      action={<TryAgain onPress={retry} />}
      announce
    >
      {error.message}
    </StatusNotice>
  );
}

function TryAgain(props: { onPress(): void }) {
  return (
    <Button variant="secondary" onPress={props.onPress}>
      Try again
    </Button>
  );
}
