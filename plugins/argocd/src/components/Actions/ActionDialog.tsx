import { useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Skeleton,
} from '@backstage/ui';
import type {
  Action,
  ActionPreview,
  ActionRequest,
  ApplicationRef,
} from '@runway/plugin-argocd-common';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { DiffView } from '../DiffView/DiffView';
import { ActionProgress } from './ActionProgress';
import styles from './ActionDialog.module.css';

type Loaded =
  | { state: 'loading' | 'waiting' }
  | { state: 'failed'; error: Error }
  | { state: 'ready'; preview: ActionPreview };

const CHANGES = { create: 'Create', update: 'Change', delete: 'Delete' };

/** Shows what an action would do, does it when told to, and follows it to its end. */
export function ActionDialog(props: {
  application: ApplicationRef;
  /** Undefined until everything that it needs was said. */
  request: ActionRequest | undefined;
  /** e.g. `Roll back orders-dev`. */
  title: string;
  /** Label of the button that does it. */
  verb: string;
  /** Choices that change the request; the preview follows them. */
  options?: ReactNode;
  destructive?: boolean;
  onClose(): void;
  /** The action has begun. */
  onStarted?(action: Action): void;
}) {
  const { application, request, title, verb, onClose } = props;
  const api = useApi(deliveryApiRef);
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [action, setAction] = useState<Action>();
  // The same press sent twice, as after a lost answer, is one action.
  const requestId = useRef(crypto.randomUUID());
  const key = JSON.stringify([application, request]);

  useEffect(() => {
    const abort = new AbortController();
    const [of, what] = JSON.parse(key) as [
      ApplicationRef,
      ActionRequest | null,
    ];
    if (!what) {
      setLoaded({ state: 'waiting' });
      return undefined;
    }
    setLoaded({ state: 'loading' });
    requestId.current = crypto.randomUUID();
    api.previewAction(of, what, { signal: abort.signal }).then(
      preview => setLoaded({ state: 'ready', preview }),
      error => abort.signal.aborted || setLoaded({ state: 'failed', error }),
    );
    return () => abort.abort();
  }, [api, key, attempt]);

  const preview = loaded.state === 'ready' ? loaded.preview : undefined;
  const start = async () => {
    setPending(true);
    setRefusal(undefined);
    try {
      const started = await api.startAction(application, {
        request: request!,
        token: preview!.token,
        requestId: requestId.current,
      });
      setAction(started);
      props.onStarted?.(started);
    } catch (error) {
      setRefusal((error as Error).message);
      if ((error as { statusCode?: number }).statusCode === 409) {
        setAttempt(n => n + 1);
      }
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
      <DialogHeader>{title}</DialogHeader>
      <DialogBody className={styles.body}>
        {action ? (
          <ActionProgress action={action} />
        ) : (
          <>
            {refusal && (
              <Alert
                role="alert"
                status="danger"
                icon
                title="Not done"
                description={refusal}
              />
            )}
            {props.options}
            {loaded.state === 'loading' && (
              <div
                role="status"
                aria-label="Looking what would happen"
                className={styles.body}
              >
                <Skeleton width="80%" height={20} />
                <Skeleton width="100%" height={120} />
              </div>
            )}
            {loaded.state === 'failed' && (
              <Alert
                role="alert"
                status="danger"
                icon
                title="What would happen could not be found out"
                description={`${loaded.error.message}. Nothing was done.`}
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
            {preview && <Preview preview={preview} />}
          </>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        {!action && (
          <Button
            variant="primary"
            destructive={props.destructive}
            isDisabled={!preview || Boolean(preview.blocked)}
            isPending={pending}
            onPress={start}
          >
            {preview?.method === 'merge-request' ? 'Open merge request' : verb}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}

function Preview(props: { preview: ActionPreview }) {
  const { effect, blocked, warnings, changes, files } = props.preview;
  return (
    <>
      <p className={styles.text}>{effect}</p>
      {blocked && (
        <Alert
          role="status"
          status="info"
          icon
          title="Can't be done now"
          description={blocked}
        />
      )}
      {warnings.map(warning => (
        <Alert
          key={warning}
          role="status"
          status="warning"
          icon
          title={warning}
        />
      ))}
      {changes.map(({ group, kind, namespace, name, change, diff }) => {
        const title = `${CHANGES[change]} ${kind} ${name}`;
        const key = [group, kind, namespace, name].join('/');
        return diff ? (
          <DiffView key={key} title={title} diff={diff} />
        ) : (
          <p key={key} className={styles.text}>
            {title}
          </p>
        );
      })}
      {files.map(({ path, diff }) => (
        <DiffView key={path} title={path} diff={diff} />
      ))}
    </>
  );
}
