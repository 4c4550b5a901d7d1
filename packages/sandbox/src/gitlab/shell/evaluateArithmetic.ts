import { expandWord } from './expandWords';
import type { ShellSession } from './ShellSession';
import { parseQuoted } from './tokenizeShell';

/** `$((a + b))`: one operator is enough for what pipelines count. */
export async function evaluateArithmetic(
  session: ShellSession,
  expression: string,
): Promise<number> {
  const text = (await expandWord(session, parseQuoted(expression))).replace(
    /[A-Za-z_]\w*/g,
    name => session.variable(name) || '0',
  );
  const match = /^\s*(-?\d+)\s*(?:([-+*/%])\s*(-?\d+)\s*)?$/.exec(text);
  if (!match) {
    return 0;
  }
  const [left, right] = [Number(match[1]), Number(match[3] ?? 0)];
  switch (match[2]) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return Math.trunc(left / right);
    case '%':
      return left % right;
    default:
      return left;
  }
}
