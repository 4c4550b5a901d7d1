import { badRequest } from '../errors/ApiError';

type Labels = Readonly<Record<string, string>> | undefined;

/** Tells whether an object's labels match. */
export type LabelPredicate = (labels: Labels) => boolean;

/** The `selector` of a Deployment, Service (as matchLabels) or NetworkPolicy. */
export interface LabelSelectorObject {
  matchLabels?: Record<string, string>;
  matchExpressions?: Array<{
    key: string;
    operator: string;
    values?: string[];
  }>;
}

/** Reads a `labelSelector` parameter: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. @throws ApiError 400 */
export function parseLabelSelector(text: string): LabelPredicate {
  const requirements = splitRequirements(text).map(parseRequirement);
  return labels => requirements.every(matches => matches(labels));
}

/** An empty selector matches everything, an absent one nothing. */
export function matchesSelector(
  selector: LabelSelectorObject | undefined,
  labels: Labels,
): boolean {
  if (!selector) {
    return false;
  }
  return (
    Object.entries(selector.matchLabels ?? {}).every(
      ([key, value]) => labels?.[key] === value,
    ) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) =>
      matchesExpression(labels?.[key], operator, values),
    )
  );
}

/** Writes a selector the way `labelSelector` parameters and the scale subresource do. */
export function formatSelector(selector: LabelSelectorObject): string {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]) => `${key}=${value}`,
    ),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }) => {
      const set = `(${(values ?? []).join(',')})`;
      const words: Record<string, string> = {
        In: `${key} in ${set}`,
        NotIn: `${key} notin ${set}`,
        Exists: key,
        DoesNotExist: `!${key}`,
      };
      return words[operator];
    }),
  ].join(',');
}

function matchesExpression(
  value: string | undefined,
  operator: string,
  values: string[],
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** Commas inside of parentheses don't separate requirements. */
function splitRequirements(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map(part => part.trim())
    .filter(Boolean);
}

const key = '([A-Za-z0-9][-A-Za-z0-9_./]*)';
const value = '([-A-Za-z0-9_.]*)';
const grammar: Array<[RegExp, (match: string[]) => LabelPredicate]> = [
  [
    new RegExp(`^${key}\\s*(?:=|==)\\s*${value}$`),
    ([, name, expected]) =>
      labels =>
        labels?.[name] === expected,
  ],
  [
    new RegExp(`^${key}\\s*!=\\s*${value}$`),
    ([, name, expected]) =>
      labels =>
        labels?.[name] !== expected,
  ],
  [
    new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^()]*)\\)$`),
    ([, name, operator, list]) => {
      const values = list.split(',').map(item => item.trim());
      return labels =>
        matchesExpression(
          labels?.[name],
          operator === 'in' ? 'In' : 'NotIn',
          values,
        );
    },
  ],
  [
    new RegExp(`^${key}$`),
    ([, name]) =>
      labels =>
        labels?.[name] !== undefined,
  ],
  [
    new RegExp(`^!\\s*${key}$`),
    ([, name]) =>
      labels =>
        labels?.[name] === undefined,
  ],
];

function parseRequirement(text: string): LabelPredicate {
  for (const [pattern, create] of grammar) {
    const match = pattern.exec(text);
    if (match) {
      return create(match);
    }
  }
  throw badRequest(`unable to parse requirement: invalid selector "${text}"`);
}
