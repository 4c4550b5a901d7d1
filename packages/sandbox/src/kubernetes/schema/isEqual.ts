/** Whether two JSON values say the same. The order of keys doesn't matter, and an undefined field is an absent one. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null
  ) {
    return false;
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => isEqual(item, b[index]))
    );
  }
  const [left, right] = [a, b] as Array<Record<string, unknown>>;
  return (
    Object.keys(left).every(key => isEqual(left[key], right[key])) &&
    Object.keys(right).every(key => key in left || right[key] === undefined)
  );
}
