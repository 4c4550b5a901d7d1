import { CustomErrorBase } from '@backstage/errors';

/** An upstream had not answered when the reader's answer was due. */
export class DeadlineError extends CustomErrorBase {
  name = 'DeadlineError' as const;

  constructor(source: string, deadlineMs: number) {
    super(`${source} did not answer within ${deadlineMs / 1000} s`);
  }
}
