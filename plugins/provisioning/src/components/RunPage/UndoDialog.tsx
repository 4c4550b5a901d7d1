import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import type { Run, RunResource } from '@runway/plugin-provisioning-common';
import {
  RESOURCE_KINDS,
  SYSTEM_NAMES,
  describeUndo,
} from '../../formatting/resourcePresentation';
import { isActive } from '../../formatting/runStatusPresentation';
import styles from './UndoDialog.module.css';

const GONE: Array<RunResource['state']> = ['undone', 'archived', 'kept'];

/** Asks before anything is taken away, and says for each resource what will happen to it. */
export function UndoDialog(props: {
  run: Run;
  isOpen: boolean;
  onClose(): void;
  onConfirm(): void;
}) {
  const { run, isOpen, onClose, onConfirm } = props;
  // Undo goes backwards through what the run made.
  const resources = [...run.resources].reverse();
  const affected = resources.filter(
    resource => resource.state !== 'shared' && !GONE.includes(resource.state),
  );
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      width={640}
      isDismissable
    >
      <DialogHeader>Undo {run.name}?</DialogHeader>
      <DialogBody className={styles.body}>
        {isActive(run) && <p>The run is stopped first.</p>}
        {affected.length === 0 ? (
          <p>
            This run has made nothing yet. Undo closes it and sets the name{' '}
            <code>{run.name}</code> free.
          </p>
        ) : (
          <p>
            These are taken back, last one first. What was deleted can&apos;t be
            brought back.
          </p>
        )}
        <ul className={styles.list} aria-label="What undo will do">
          {resources.map(resource => {
            const Icon = RESOURCE_KINDS[resource.kind].icon;
            return (
              <li key={resource.id} className={styles.item}>
                <Icon size={20} aria-hidden />
                <div>
                  <div className={styles.title}>{resource.title}</div>
                  <div className={styles.key}>
                    {SYSTEM_NAMES[resource.system]} ·{' '}
                    <code>{resource.key}</code>
                  </div>
                  <div>{describeUndo(resource)}</div>
                </div>
              </li>
            );
          })}
        </ul>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Keep everything
        </Button>
        <Button variant="primary" destructive onPress={onConfirm}>
          {affected.length === 0
            ? 'Undo this run'
            : `Undo ${affected.length} ${
                affected.length === 1 ? 'resource' : 'resources'
              }`}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
