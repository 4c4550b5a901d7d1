import { invalidArgument } from './GrpcError';

type Labels = Record<string, string>;

/**
 * Parses a Kubernetes label selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
 * @throws GrpcError when it can't be read
 */
export function parseSelector(text: string): (labels: Labels) => boolean {
  const tests = split(text).map(parseRequirement);
  return labels => tests.every(test => test(labels));
}

/** Splits at the commas that don't stand in parentheses. */
function split(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);
}

function parseRequirement(text: string): (labels: Labels) => boolean {
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set) {
    const values = set[3].split(',').map(value => value.trim());
    return set[2] === 'in'
      ? labels => values.includes(labels[set[1]])
      : labels => !values.includes(labels[set[1]]);
  }
  const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(text);
  if (equality) {
    const [, key, operator, value] = equality;
    return operator === '!='
      ? labels => labels[key] !== value
      : labels => labels[key] === value;
  }
  const existence = /^(!?)\s*([\w./-]+)$/.exec(text);
  if (existence) {
    const [, not, key] = existence;
    return not ? labels => !(key in labels) : labels => key in labels;
  }
  throw invalidArgument(
    `error parsing the selector: unable to parse requirement: found '${text}'`,
  );
}
