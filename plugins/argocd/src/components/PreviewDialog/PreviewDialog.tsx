import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Skeleton,
} from '@backstage/ui';
import { type ReactNode, useState } from 'react';
import { useLive } from '../../hooks/useLive';
import styles from './PreviewDialog.module.css';

/** What would happen, as far as the dialog itself needs to know it. */
export interface Preview {
  /** Why it can't be done now. */
  blocked?: string;
  warnings: string[];
}

/**
 * Shows what would happen before it is done. What can't be done now is looked at again until it can; what can be done
 * stays as it was shown, so that nobody confirms something else.
 */
export function PreviewDialog<P extends Preview>(props: {
  /** e.g. `Roll back orders-dev`. */
  title: string;
  /** Changes when something else is to be looked at; empty while something is missing. */
  of: string;
  load(signal: AbortSignal): Promise<P>;
  /** Signal channel that says when a blocked one may have become possible. */
  channel?: string;
  /** Said to a screen reader while looking. */
  loading: string;
  /** Titles of what can go wrong. */
  failures: { load: string; blocked: string; confirm: string };
  children(preview: P): ReactNode;
  /** Choices that change what is looked at. */
  options?: ReactNode;
  /** Label of the button that does it; nothing when there is nothing to do. */
  verbOf(preview: P | undefined): string | undefined;
  destructive?: boolean;
  /** Does it. What it throws is shown, and after a conflict everything is looked at anew. */
  onConfirm(preview: P): Promise<void>;
  /** Shown instead of the preview once it was done. */
  outcome?: ReactNode;
  onClose(): void;
}) {
  const { title, of, load, channel, failures, outcome, onClose } = props;
  const [attempt, setAttempt] = useState(0);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const live = useLive<P>({
    key: of && `${of} ${attempt}`,
    load,
    channelOf: () => channel,
    isMoving: ({ blocked }) => Boolean(blocked),
    isSettled: ({ blocked }) => !blocked,
  });
  const preview = live.status === 'ready' ? live.data : undefined;
  const failed = live.status === 'failed' || live.status === 'denied';
  const verb = props.verbOf(preview);

  const confirm = async () => {
    setPending(true);
    setRefusal(undefined);
    try {
      await props.onConfirm(preview!);
    } catch (error) {
      setRefusal((error as Error).message);
      if ((error as { statusCode?: number }).statusCode === 409) {
        // What was shown is old now.
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
        {outcome ?? (
          <>
            {refusal && (
              <Alert
                role="alert"
                status="danger"
                icon
                title={failures.confirm}
                description={refusal}
              />
            )}
            {props.options}
            {of && live.status === 'loading' && (
              <div
                role="status"
                aria-label={props.loading}
                className={styles.body}
              >
                <Skeleton width="80%" height={20} />
                <Skeleton width="100%" height={120} />
              </div>
            )}
            {failed && (
              <Alert
                role="alert"
                status="danger"
                icon
                title={failures.load}
                description={`${live.error.message}. Nothing was changed.`}
                customActions={
                  <Button variant="secondary" onPress={live.retry}>
                    Try again
                  </Button>
                }
              />
            )}
            {preview?.blocked && (
              <Alert
                role="status"
                status="info"
                icon
                title={failures.blocked}
                description={`${preview.blocked} This looks again by itself.`}
              />
            )}
            {preview?.warnings.map(warning => (
              <Alert
                key={warning}
                role="status"
                status="warning"
                icon
                title={warning}
              />
            ))}
            {preview && props.children(preview)}
          </>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        {verb && !outcome && (
          <Button
            variant="primary"
            destructive={props.destructive}
            isDisabled={!preview || Boolean(preview.blocked)}
            isPending={pending}
            onPress={confirm}
          >
            {verb}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  );
}
