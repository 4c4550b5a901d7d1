/** What a label selector asks for. */
export interface LabelSelector {
  matches(labels: Record<string, string>): boolean;
  /**
   * What no match is without: one of these labels, as {@link labelMarks} writes them. Undefined when things without any
   * label may match.
   */
  marks?: string[];
}

const KEY = String.raw`[A-Za-z0-9][A-Za-z0-9._/-]*`;
const VALUE = String.raw`[A-Za-z0-9._-]*`;
const EQUALITY = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Reads a label selector of Kubernetes: `app=orders,tier in (web, api),!legacy`.
 *
 * @returns undefined when it is no selector
 */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  // Commas between parentheses belong to a set.
  const parts = text.split(/,(?![^(]*\))/).map(part => part.trim());
  const requirements = parts.map(toRequirement);
  return requirements.every(requirement => requirement !== undefined)
    ? {
        matches: labels => requirements.every(each => each.matches(labels)),
        marks: requirements.find(({ marks }) => marks)?.marks,
      }
    : undefined;
}

/** `app` and `app=orders` for each label. */
export function labelMarks(labels: Record<string, string>): string[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    key,
    `${key}=${value}`,
  ]);
}

function toRequirement(text: string): LabelSelector | undefined {
  const [, name, operator, value] = EQUALITY.exec(text) ?? [];
  if (name) {
    const isEqual = operator !== '!=';
    return {
      matches: labels => (labels[name] === value) === isEqual,
      marks: isEqual ? [`${name}=${value}`] : undefined,
    };
  }
  const [, key, operation, list] = SET.exec(text) ?? [];
  if (key) {
    const isIn = operation === 'in';
    const values = list.split(',').map(each => each.trim());
    return {
      matches: labels =>
        (key in labels && values.includes(labels[key])) === isIn,
      marks: isIn ? values.map(each => `${key}=${each}`) : undefined,
    };
  }
  const [, not, label] = EXISTENCE.exec(text) ?? [];
  return label
    ? {
        matches: labels => Object.hasOwn(labels, label) === (not === ''),
        marks: not ? undefined : [label],
      }
    : undefined;
}
