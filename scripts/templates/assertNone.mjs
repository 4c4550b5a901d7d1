/**
 * @param {string[]} problems
 * @param {string} [advice] said first
 * @throws Error with one line a problem
 */
export function assertNone(problems, advice) {
  if (problems.length > 0) {
    throw new Error([advice, ...problems].filter(Boolean).join('\n'));
  }
}
