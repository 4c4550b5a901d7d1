import type { Run, RunStep } from '@runway/plugin-provisioning-common';
import { isActive } from '../../formatting/runStatusPresentation';

/** Type of the event that `provisioning-backend` records when undo starts. */
const UNDO_REQUESTED = 'undo-requested';

/** Measures a run by the server's clock, so that a wrong clock on the person's machine doesn't show. */
export interface RunClock {
  /** Milliseconds from press to end, or until now. */
  elapsedMs: number;
  /** Milliseconds since undo was asked for; undefined when the run isn't being undone. */
  undoingMs?: number;
  /** Milliseconds that a step took, or takes until now; undefined before it starts. */
  stepMs(step: RunStep): number | undefined;
}

/**
 * @param run - as it was loaded
 * @param loadedAt - when it was loaded, by the browser's clock
 * @param now - by the browser's clock
 */
export function createRunClock(
  run: Run,
  loadedAt: number,
  now: number,
): RunClock {
  const sinceLoad = isActive(run) ? Math.max(0, now - loadedAt) : 0;
  const elapsedMs = run.durationMs + sinceLoad;
  const serverNow = Date.parse(run.createdAt) + elapsedMs;
  const undoAsked = run.events.findLast(
    event => event.type === UNDO_REQUESTED,
  )?.at;
  return {
    elapsedMs,
    undoingMs:
      run.status === 'undoing' && undoAsked
        ? Math.max(0, serverNow - Date.parse(undoAsked))
        : undefined,
    stepMs: step => {
      if (!step.startedAt) {
        return undefined;
      }
      const end = step.finishedAt ? Date.parse(step.finishedAt) : serverNow;
      return Math.max(0, end - Date.parse(step.startedAt));
    },
  };
}
