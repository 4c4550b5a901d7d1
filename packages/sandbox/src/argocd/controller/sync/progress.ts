import type { OperationPhase } from '../../model/Application';
import { groupOf } from '../../model/ResourceKey';
import { assessHealth } from '../health/assessHealth';
import { objectOf, type SyncTask } from './SyncTask';

export interface Progress {
  phase: OperationPhase;
  message?: string;
}

/** How an applied object is doing. Undefined while there is nothing new to say. */
export function progressOf(task: SyncTask): Progress | undefined {
  const { live, isHook, message } = task;
  if (!live) {
    return {
      phase: 'Error',
      message: `Resource ${describeTask(
        task,
      )} is missing, it might have been deleted`,
    };
  }
  const health = assessHealth(live);
  switch (health?.status) {
    case undefined:
      return { phase: 'Succeeded', message };
    case 'Healthy':
      return { phase: 'Succeeded', message: health?.message };
    case 'Degraded':
      return { phase: 'Failed', message: health?.message };
    case 'Unknown':
      return isHook ? { phase: 'Failed', message: health?.message } : undefined;
    default:
      return isHook
        ? { phase: 'Running', message: health?.message }
        : undefined;
  }
}

/** What an operation says while it waits for tasks: hooks first. */
export function waitingMessage(tasks: SyncTask[], isDeletion: boolean): string {
  if (tasks.length === 0) {
    return '';
  }
  const hooks = tasks.filter(task => task.isHook);
  const [first] = hooks.length > 0 ? hooks : tasks;
  let reason = hooks.length > 0 ? 'completion of hook' : 'healthy state of';
  if (isDeletion) {
    reason = hooks.length > 0 ? 'deletion of hook' : 'deletion of';
  }
  const others = tasks.length - 1;
  const type = hooks.length === tasks.length ? 'hooks' : 'resources';
  return `waiting for ${reason} ${describeTask(first)}${
    others > 0 ? ` and ${others} more ${type}` : ''
  }`;
}

/** `group/Kind/name` */
function describeTask(task: SyncTask): string {
  const object = objectOf(task);
  return `${groupOf(object)}/${object.kind}/${object.metadata.name}`;
}
