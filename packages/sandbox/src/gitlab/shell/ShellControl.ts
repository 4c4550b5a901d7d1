/** `exit`, also what `set -e` does after a failure. */
export class ShellExit extends Error {
  override readonly name = 'ShellExit';

  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** `break`, `continue` and `return`. */
export class LoopControl extends Error {
  override readonly name = 'LoopControl';

  constructor(
    readonly kind: 'break' | 'continue' | 'return',
    readonly code = 0,
  ) {
    super(kind);
  }
}
