import { Skeleton } from '@backstage/ui';
import type {
  PlatformStatus,
  UpstreamStatus,
} from '@runway/plugin-upstreams-common';
import { formatAgo, formatExact } from './formatTime';
import styles from './StatusPage.module.css';
import { affectedBy, nameOf, STATES } from './upstreamPresentation';

/** A row each; placeholders while nothing is known. */
export function UpstreamsTable(props: { status?: PlatformStatus }) {
  const { status } = props;
  if (status?.upstreams.length === 0) {
    return null;
  }
  return (
    <section className={styles.panel} aria-label="Upstream systems">
      <table className={styles.table} aria-busy={!status}>
        <thead>
          <tr>
            <th scope="col">System</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
            <th scope="col" className={styles.figure}>
              Answers in
            </th>
            <th scope="col">Affects</th>
          </tr>
        </thead>
        <tbody>
          {status
            ? status.upstreams.map(upstream => (
                <UpstreamRow
                  key={`${upstream.system}/${upstream.instance}`}
                  upstream={upstream}
                />
              ))
            : [1, 2, 3, 4].map(row => <PlaceholderRow key={row} />)}
        </tbody>
      </table>
    </section>
  );
}

function UpstreamRow(props: { upstream: UpstreamStatus }) {
  const { upstream } = props;
  const { word, tone, icon: Icon } = STATES[upstream.state];
  const { since, checkedAt, latencyMs, problem } = upstream;
  return (
    <tr>
      <th scope="row">
        <a href={upstream.webUrl} target="_blank" rel="noreferrer">
          {nameOf(upstream)}
        </a>
      </th>
      <td>
        <span className={styles.state} data-tone={tone}>
          <Icon size={16} aria-hidden />
          {word}
        </span>
      </td>
      <td data-label="Since">
        {since && (
          <time dateTime={since} title={formatExact(since)}>
            {formatAgo(since)}
          </time>
        )}
      </td>
      <td data-label="Answers in" className={styles.figure}>
        {latencyMs !== undefined && upstream.state !== 'down' && (
          <span title={checkedAt && `Checked ${formatAgo(checkedAt)}`}>
            {latencyMs.toLocaleString('en')}&nbsp;ms
          </span>
        )}
      </td>
      <td data-label="Affects">
        <span>
          {affectedBy(upstream)}
          {problem && <span className={styles.problem}>{problem}</span>}
          {upstream.breaker === 'open' && (
            <span className={styles.problem}>
              Requests are held back; the portal tries again by itself.
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}

function PlaceholderRow() {
  return (
    <tr>
      {['7rem', '5rem', '6rem', '4rem', '16rem'].map(width => (
        <td key={width}>
          <Skeleton width={width} height={20} />
        </td>
      ))}
    </tr>
  );
}
