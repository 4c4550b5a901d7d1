const dns1123Label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Subdomain = `${dns1123Label}(\\.${dns1123Label})*`;
const dns1035Label = '[a-z]([-a-z0-9]*[a-z0-9])?';
const labelValue = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const qualifiedNamePart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

/** What is wrong with a name, in the words of the API server; empty when it is right. */
export type NameCheck = (name: string) => string[];

export const isDns1123Label: NameCheck = check(
  dns1123Label,
  63,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${dns1123Label}')`,
);

export const isDns1123Subdomain: NameCheck = check(
  dns1123Subdomain,
  253,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${dns1123Subdomain}')`,
);

export const isDns1035Label: NameCheck = check(
  dns1035Label,
  63,
  `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${dns1035Label}')`,
);

export const isLabelValue: NameCheck = check(
  labelValue,
  63,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${labelValue}')`,
);

const isQualifiedNamePart: NameCheck = check(
  qualifiedNamePart,
  63,
  `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedNamePart}')`,
);

export const isConfigKey: NameCheck = check(
  '[-._a-zA-Z0-9]+',
  253,
  `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
);

/** Keys of labels and annotations: `name` or `prefix/name`. */
export function isQualifiedName(name: string): string[] {
  const parts = name.split('/');
  if (parts.length > 2) {
    return [
      `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualifiedNamePart}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const [part] = parts.slice(-1);
  return [
    ...(parts.length === 2
      ? isDns1123Subdomain(parts[0]).map(message => `prefix part ${message}`)
      : []),
    ...(part === ''
      ? ['name part must be non-empty']
      : isQualifiedNamePart(part).map(message => `name part ${message}`)),
  ];
}

/** Names of RBAC objects: anything that is one segment of a path. */
export function isPathSegment(name: string): string[] {
  if (name === '.' || name === '..') {
    return [`may not be '${name}'`];
  }
  return ['/', '%']
    .filter(character => name.includes(character))
    .map(character => `may not contain '${character}'`);
}

export function isPortName(name: string): string[] {
  const problems = [];
  if (name.length > 15) {
    problems.push('must be no more than 15 characters');
  }
  if (!/^[-a-z0-9]+$/.test(name)) {
    problems.push(
      'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    );
  }
  if (!/[a-z]/.test(name)) {
    problems.push('must contain at least one letter (a-z)');
  }
  if (name.includes('--')) {
    problems.push('must not contain consecutive hyphens');
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    problems.push('must not begin or end with a hyphen');
  }
  return problems;
}

export function isPortNumber(port: number): string[] {
  return port >= 1 && port <= 65535
    ? []
    : ['must be between 1 and 65535, inclusive'];
}

function check(pattern: string, maximum: number, message: string): NameCheck {
  const expression = new RegExp(`^${pattern}$`);
  return name => [
    ...(name.length > maximum
      ? [`must be no more than ${maximum} characters`]
      : []),
    ...(expression.test(name) ? [] : [message]),
  ];
}
