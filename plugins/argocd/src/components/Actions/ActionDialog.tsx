import { useApi } from '@backstage/frontend-plugin-api';
import type {
  Action,
  ActionPreview,
  ActionRequest,
  ApplicationRef,
} from '@runway/plugin-argocd-common';
import { type ReactNode, useRef, useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { DiffView } from '../DiffView/DiffView';
import { PreviewDialog } from '../PreviewDialog/PreviewDialog';
import styles from '../PreviewDialog/PreviewDialog.module.css';
import { ActionProgress } from './ActionProgress';

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
  const { application, request, verb } = props;
  const api = useApi(deliveryApiRef);
  const [action, setAction] = useState<Action>();
  // The same press sent twice, as after a lost answer, is one action.
  const requestId = useRef(crypto.randomUUID());
  const key = request ? JSON.stringify([application, request]) : '';

  const start = async (preview: ActionPreview) => {
    const started = await api.startAction(application, {
      request: request!,
      token: preview.token,
      requestId: requestId.current,
    });
    setAction(started);
    props.onStarted?.(started);
  };

  return (
    <PreviewDialog
      title={props.title}
      of={key}
      load={signal => {
        requestId.current = crypto.randomUUID();
        return api.previewAction(application, request!, { signal });
      }}
      loading="Looking what would happen"
      failures={{
        load: 'What would happen could not be found out',
        blocked: "Can't be done now",
        confirm: 'Not done',
      }}
      options={props.options}
      verbOf={preview =>
        preview?.method === 'merge-request' ? 'Open merge request' : verb
      }
      destructive={props.destructive}
      onConfirm={start}
      outcome={action && <ActionProgress action={action} />}
      onClose={props.onClose}
    >
      {preview => <Change preview={preview} />}
    </PreviewDialog>
  );
}

function Change(props: { preview: ActionPreview }) {
  const { effect, changes, files } = props.preview;
  return (
    <>
      <p className={styles.text}>{effect}</p>
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
