/** Replaces `$NAME` and `${NAME}`; what isn't set becomes empty, `$$` a dollar sign. */
export function expandVariables(
  text: string,
  variables: Record<string, string>,
): string {
  return text.replace(
    /\$\$|\$(\w+)|\$\{(\w+)\}/g,
    (all, plain?: string, braced?: string) => {
      if (all === '$$') {
        return '$';
      }
      const name = plain ?? braced ?? '';
      return variables[name] ?? '';
    },
  );
}

/** Expands the values of variables by one another; a variable that refers to itself stays as it is. */
export function expandAll(
  variables: Record<string, string>,
  raw: ReadonlySet<string> = new Set(),
): Record<string, string> {
  const expanded: Record<string, string> = {};
  const underWay = new Set<string>();
  const resolve = (name: string): string => {
    if (name in expanded) {
      return expanded[name];
    }
    const value = variables[name];
    if (raw.has(name) || !value.includes('$')) {
      expanded[name] = value;
      return value;
    }
    underWay.add(name);
    const result = value.replace(
      /\$\$|\$(\w+)|\$\{(\w+)\}/g,
      (all, plain?: string, braced?: string) => {
        const other = plain ?? braced;
        if (all === '$$' || other === undefined) {
          return '$';
        }
        if (underWay.has(other)) {
          return all;
        }
        return other in variables ? resolve(other) : '';
      },
    );
    underWay.delete(name);
    expanded[name] = result;
    return result;
  };
  Object.keys(variables).forEach(resolve);
  return expanded;
}
