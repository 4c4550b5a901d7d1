import { useApi } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import type { Comparison, Promotion } from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { DiffView } from '../DiffView/DiffView';
import { environmentTitle } from '../environmentTitle';
import { PreviewDialog } from '../PreviewDialog/PreviewDialog';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import styles from './PromoteDialog.module.css';

/** Shows what a promotion changes, then opens its merge request. */
export function PromoteDialog(props: {
  service: string;
  from: string;
  to: string;
  /** Signal channel of the service. */
  channel?: string;
  onClose(): void;
  /** The merge request is open. */
  onPromoted(promotion: Promotion): void;
}) {
  const { service, from, to, channel, onClose, onPromoted } = props;
  const api = useApi(deliveryApiRef);
  return (
    <PreviewDialog
      title={`Promote ${service} to ${environmentTitle(to)}`}
      of={[service, from, to].join(' ')}
      load={signal => api.comparison(service, { from, to }, { signal })}
      channel={channel}
      loading="Comparing"
      failures={{
        load: 'The environments could not be compared',
        blocked: "Can't be promoted now",
        confirm: 'Not promoted',
      }}
      verbOf={comparison =>
        comparison?.open ? undefined : 'Open merge request'
      }
      onConfirm={async ({ token }) =>
        onPromoted(await api.promote(service, { from, to, token }))
      }
      onClose={onClose}
    >
      {comparison => <Change comparison={comparison} />}
    </PreviewDialog>
  );
}

function Change(props: { comparison: Comparison }) {
  const { comparison } = props;
  const { from, to, commits, files, open } = comparison;
  return (
    <>
      <SourceNotices sources={comparison.sources} />
      {open && (
        <p className={styles.text} role="status">
          The promotion of <code>{from.version}</code> waits to be merged:{' '}
          <Link href={open.url} target="_blank" rel="noopener">
            !{open.iid} {open.title}
          </Link>
        </p>
      )}
      {from.version && (
        <p className={styles.text}>
          {environmentTitle(to.environment)} gets{' '}
          <code className={styles.code}>{from.version}</code>
          {to.version ? (
            <>
              {' '}
              instead of <code className={styles.code}>{to.version}</code>.
            </>
          ) : (
            ', its first version.'
          )}{' '}
          Runway opens a merge request in the GitOps repository; it is deployed
          when somebody merges it.
        </p>
      )}
      {commits.length > 0 && (
        <section>
          <h4 className={styles.title}>
            {commits.length}
            {comparison.moreCommits && ' or more'}{' '}
            {commits.length === 1 ? 'commit comes' : 'commits come'} along
          </h4>
          <ul className={styles.commits}>
            {commits.map(({ id, title, author, url }) => (
              <li key={id}>
                <Link href={url} target="_blank" rel="noopener">
                  <code className={styles.code}>{id.slice(0, 8)}</code>
                </Link>
                <span>{title}</span>
                <span className={styles.quiet}>{author}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {files.length > 0 && (
        <section className={styles.files}>
          <h4 className={styles.title}>Exactly this changes</h4>
          {files.map(({ path, diff }) => (
            <DiffView key={path} title={path} diff={diff} />
          ))}
        </section>
      )}
      {comparison.differences.length > 0 && (
        <details className={styles.details}>
          <summary>
            {comparison.differences.length === 1
              ? '1 setting differs between the environments and stays so'
              : `${comparison.differences.length} settings differ between the environments and stay so`}
          </summary>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                <th scope="col">{environmentTitle(from.environment)}</th>
                <th scope="col">{environmentTitle(to.environment)}</th>
              </tr>
            </thead>
            <tbody>
              {comparison.differences.map(difference => (
                <tr key={difference.path}>
                  <th scope="row">
                    <code className={styles.code}>{difference.path}</code>
                  </th>
                  <td>{difference.from ?? 'not set'}</td>
                  <td>{difference.to ?? 'not set'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </>
  );
}
