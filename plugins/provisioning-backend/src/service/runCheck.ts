import type { Check } from '@runway/plugin-provisioning-common';

/** How long all checks of a run may take together. */
export const CHECK_DEADLINE_MS = 8_000;

/** What a check found; `ok` when it says nothing else. */
export type Finding = Pick<Check, 'message'> &
  Partial<Pick<Check, 'status' | 'action' | 'field'>>;

/** Asks one question; an answer that doesn't come by the deadline is a failed check. */
export async function runCheck(
  id: string,
  title: string,
  signal: AbortSignal,
  find: () => Promise<Finding>,
): Promise<Check> {
  const started = performance.now();
  const finish = (finding: Finding): Check => ({
    id,
    title,
    status: 'ok',
    ...finding,
    durationMs: Math.round(performance.now() - started),
  });
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new Error(`no answer within ${CHECK_DEADLINE_MS / 1000} seconds`)),
    );
  });
  try {
    return finish(await Promise.race([find(), late]));
  } catch (error) {
    return finish({
      status: 'failed',
      message: `${title} could not be asked: ${describeFailure(error)}`,
      action:
        'Nothing has been made. Check again in a moment; when it stays so, tell the platform team.',
    });
  }
}

export const describeFailure = (error: unknown) =>
  error instanceof Error ? error.message : String(error);
