import { CustomErrorBase } from '@backstage/errors';
import type { UpstreamSystem } from '@runway/plugin-provisioning-common';

/** A step that ended badly in an upstream, with what the person can do about it. */
export class StepFailedError extends CustomErrorBase {
  name = 'StepFailedError' as const;

  /**
   * @param message - what happened, in one sentence
   * @param advice - what to do next
   */
  constructor(
    message: string,
    readonly advice: string,
    readonly system: UpstreamSystem,
  ) {
    super(message);
  }
}
