import { useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Link,
  Skeleton,
} from '@backstage/ui';
import type { Comparison, Promotion } from '@runway/plugin-argocd-common';
import { useEffect, useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { DiffView } from '../DiffView/DiffView';
import { environmentTitle } from '../environmentTitle';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import styles from './PromoteDialog.module.css';

type Loaded =
  | { state: 'loading' }
  | { state: 'failed'; error: Error }
  | { state: 'ready'; comparison: Comparison };

/** Shows what a promotion changes, then opens its merge request. */
export function PromoteDialog(props: {
  service: string;
  from: string;
  to: string;
  onClose(): void;
  /** The merge request is open. */
  onPromoted(promotion: Promotion): void;
}) {
  const { service, from, to, onClose, onPromoted } = props;
  const api = useApi(deliveryApiRef);
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  useEffect(() => {
    const abort = new AbortController();
    setLoaded({ state: 'loading' });
    api.comparison(service, { from, to }, { signal: abort.signal }).then(
      comparison => setLoaded({ state: 'ready', comparison }),
      error => abort.signal.aborted || setLoaded({ state: 'failed', error }),
    );
    return () => abort.abort();
  }, [api, service, from, to, attempt]);

  const comparison = loaded.state === 'ready' ? loaded.comparison : undefined;
  const promote = async () => {
    setPending(true);
    setRefusal(undefined);
    try {
      onPromoted(
        await api.promote(service, { from, to, token: comparison!.token }),
      );
    } catch (error) {
      setRefusal((error as Error).message);
      // What was shown may be old now.
      setAttempt(n => n + 1);
    } finally {
      setPending(false);
    }
  };

  return (
    <Dialog
      isOpen
      onOpenChange={open => !open && onClose()}
      width={760}
      isDismissable
    >
      <DialogHeader>
        Promote {service} to {environmentTitle(to)}
      </DialogHeader>
      <DialogBody className={styles.body}>
        {refusal && (
          <Alert
            role="alert"
            status="danger"
            icon
            title="Not promoted"
            description={refusal}
          />
        )}
        {loaded.state === 'loading' && (
          <div role="status" aria-label="Comparing" className={styles.loading}>
            <Skeleton width="60%" height={20} />
            <Skeleton width="90%" height={16} />
            <Skeleton width="100%" height={120} />
          </div>
        )}
        {loaded.state === 'failed' && (
          <Alert
            role="alert"
            status="danger"
            icon
            title="The environments could not be compared"
            description={`${loaded.error.message}. Nothing was changed.`}
            customActions={
              <Button
                variant="secondary"
                onPress={() => setAttempt(n => n + 1)}
              >
                Try again
              </Button>
            }
          />
        )}
        {comparison && <Change comparison={comparison} />}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        {!comparison?.open && (
          <Button
            variant="primary"
            isDisabled={!comparison || Boolean(comparison.blocked)}
            isPending={pending}
            onPress={promote}
          >
            Open merge request
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}

function Change(props: { comparison: Comparison }) {
  const { comparison } = props;
  const { from, to, commits, files, blocked, open } = comparison;
  return (
    <>
      <SourceNotices sources={comparison.sources} />
      {open ? (
        <p className={styles.text} role="status">
          The promotion of <code>{from.version}</code> waits to be merged:{' '}
          <Link href={open.url} target="_blank" rel="noopener">
            !{open.iid} {open.title}
          </Link>
        </p>
      ) : (
        blocked && (
          <Alert
            role="status"
            status="info"
            icon
            title="Can't be promoted now"
            description={blocked}
          />
        )
      )}
      {comparison.warnings.map(warning => (
        <Alert
          key={warning}
          role="status"
          status="warning"
          icon
          title={warning}
        />
      ))}
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
