type Requirement = (labels: Record<string, string>) => boolean;

const KEY = String.raw`[A-Za-z0-9][A-Za-z0-9._/-]*`;
const VALUE = String.raw`[A-Za-z0-9._-]*`;
const EQUALITY = new RegExp(`^(${KEY})\\s*(==?|!=)\\s*(${VALUE})$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Reads a label selector of Kubernetes: `app=orders,tier in (web, api),!legacy`.
 *
 * @returns whether labels match; undefined when it is no selector
 */
export function parseLabelSelector(text: string): Requirement | undefined {
  // Commas between parentheses belong to a set.
  const parts = text.split(/,(?![^(]*\))/).map(part => part.trim());
  const requirements = parts.map(toRequirement);
  return requirements.every(requirement => requirement !== undefined)
    ? labels => requirements.every(isMet => isMet!(labels))
    : undefined;
}

function toRequirement(text: string): Requirement | undefined {
  const [, name, operator, value] = EQUALITY.exec(text) ?? [];
  if (name) {
    return labels => (labels[name] === value) === (operator !== '!=');
  }
  const [, key, isIn, list] = SET.exec(text) ?? [];
  if (key) {
    const values = list.split(',').map(each => each.trim());
    return labels =>
      (key in labels && values.includes(labels[key])) === (isIn === 'in');
  }
  const [, not, label] = EXISTENCE.exec(text) ?? [];
  return label
    ? labels => Object.hasOwn(labels, label) === (not === '')
    : undefined;
}
