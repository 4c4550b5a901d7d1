import { systemAdmin, type UserInfo } from '../auth/UserInfo';

/** How a write is made. */
export interface WriteContext {
  user: UserInfo;
  /** Name under which changes are recorded in `managedFields`. */
  fieldManager: string;
  /** Everything is checked, nothing is stored. */
  dryRun: boolean;
  /** What happens to unknown fields. */
  fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  warn(message: string): void;
}

/** A write from inside the sandbox. */
export function internalWrite(
  fieldManager: string,
  user: UserInfo = systemAdmin,
): WriteContext {
  return {
    user,
    fieldManager,
    dryRun: false,
    fieldValidation: 'Ignore',
    warn: () => {},
  };
}
