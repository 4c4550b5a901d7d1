import type { Operation } from '../request/VaultRoute';
import type { HclValue } from './parseHcl';
import { CAPABILITIES, type Capability, type PathRule } from './Policy';

interface WildcardRule {
  rule: PathRule;
  segments: string[];
  isPrefix: boolean;
  firstWildcard: number;
  wildcards: number;
}

interface Question {
  operation: Operation;
  path: string;
  /** Parameters of the request. */
  data: Record<string, unknown>;
  /** The path is one of those that Vault protects with the `sudo` capability. */
  sudo?: boolean;
}

/**
 * What a set of policies permits, decided as Vault documents it: rules on the same path are united (deny wins), then the
 * most specific path alone decides.
 */
export class AccessControl {
  readonly #isRoot: boolean;
  readonly #exact = new Map<string, PathRule>();
  /** Longest first. */
  readonly #prefixes: PathRule[];
  readonly #wildcards: WildcardRule[];

  /** @param rules - the rules of all policies of a token; 'root' for the root policy */
  constructor(rules: PathRule[] | 'root') {
    this.#isRoot = rules === 'root';
    const merged = new Map<string, PathRule>();
    for (const rule of rules === 'root' ? [] : rules) {
      // Templates need an identity, which no token here has: Vault leaves such rules out.
      if (!rule.path.includes('{{')) {
        const existing = merged.get(rule.path);
        merged.set(rule.path, existing ? unite(existing, rule) : rule);
      }
    }
    const all = [...merged.values()];
    const isWildcard = (rule: PathRule) => /(^|\/)\+/.test(rule.path);
    const isPrefix = (rule: PathRule) => rule.path.endsWith('*');
    for (const rule of all) {
      if (!isWildcard(rule) && !isPrefix(rule)) {
        this.#exact.set(rule.path, rule);
      }
    }
    this.#prefixes = all
      .filter(rule => isPrefix(rule) && !isWildcard(rule))
      .sort((a, b) => b.path.length - a.path.length);
    this.#wildcards = all.filter(isWildcard).map(rule => ({
      rule,
      segments: rule.path.replace(/\*$/, '').split('/'),
      isPrefix: isPrefix(rule),
      firstWildcard: rule.path.indexOf('+'),
      wildcards: rule.path.split('/').filter(part => part === '+').length,
    }));
  }

  allows({ operation, path, data, sudo }: Question): boolean {
    if (this.#isRoot) {
      return true;
    }
    const rule = this.#ruleFor(path, operation === 'list');
    if (!rule || rule.capabilities === 'deny') {
      return false;
    }
    if (!rule.capabilities.has(operation)) {
      return false;
    }
    if (sudo && !rule.capabilities.has('sudo')) {
      return false;
    }
    return (
      operation === 'list' ||
      operation === 'delete' ||
      parametersAllowed(rule, data)
    );
  }

  /** The capabilities on a path as `sys/capabilities` lists them. */
  capabilities(path: string): string[] {
    if (this.#isRoot) {
      return ['root'];
    }
    const rule = this.#ruleFor(path, true);
    if (!rule || rule.capabilities === 'deny' || !rule.capabilities.size) {
      return ['deny'];
    }
    const granted = rule.capabilities;
    return CAPABILITIES.filter(capability => granted.has(capability)).sort();
  }

  /** True when anything below the mount is permitted. */
  touches(mountPath: string): boolean {
    const below = (rule: PathRule) => {
      const fixed = rule.path.replace(/[+*].*$/, '');
      return (
        rule.capabilities !== 'deny' &&
        rule.capabilities.size > 0 &&
        (fixed.startsWith(mountPath) || mountPath.startsWith(fixed))
      );
    };
    return (
      this.#isRoot ||
      [...this.#exact.values()].some(below) ||
      this.#prefixes.some(below) ||
      this.#wildcards.some(({ rule }) => below(rule))
    );
  }

  #ruleFor(path: string, isList: boolean): PathRule | undefined {
    const withoutSlash = path.replace(/\/$/, '');
    const exact =
      this.#exact.get(path) ??
      (isList ? this.#exact.get(withoutSlash) : undefined);
    if (exact) {
      return exact;
    }
    const inexact =
      isList && withoutSlash !== path
        ? this.#mostSpecific(withoutSlash)
        : undefined;
    return inexact ?? this.#mostSpecific(path);
  }

  #mostSpecific(path: string): PathRule | undefined {
    const candidates = this.#wildcards.filter(each => matches(each, path));
    const prefix = this.#prefixes.find(rule =>
      path.startsWith(rule.path.slice(0, -1)),
    );
    if (prefix) {
      candidates.push({
        rule: prefix,
        segments: [],
        isPrefix: true,
        firstWildcard: prefix.path.length - 1,
        wildcards: 0,
      });
    }
    return candidates.sort(bySpecificity)[0]?.rule;
  }
}

function matches({ segments, isPrefix }: WildcardRule, path: string): boolean {
  const parts = path.split('/');
  if (parts.length < segments.length) {
    return false;
  }
  if (!isPrefix && parts.length !== segments.length) {
    return false;
  }
  return segments.every(
    (segment, index) =>
      segment === '+' ||
      segment === parts[index] ||
      (isPrefix &&
        index === segments.length - 1 &&
        parts[index].startsWith(segment)),
  );
}

/** Most specific first: later wildcard, no trailing glob, fewer wildcards, longer path, then alphabetically later. */
function bySpecificity(a: WildcardRule, b: WildcardRule): number {
  return (
    b.firstWildcard - a.firstWildcard ||
    Number(a.isPrefix) - Number(b.isPrefix) ||
    a.wildcards - b.wildcards ||
    b.rule.path.length - a.rule.path.length ||
    (a.rule.path < b.rule.path ? 1 : -1)
  );
}

function unite(a: PathRule, b: PathRule): PathRule {
  if (a.capabilities === 'deny' || b.capabilities === 'deny') {
    return { path: a.path, capabilities: 'deny' };
  }
  return {
    path: a.path,
    capabilities: new Set<Capability>([...a.capabilities, ...b.capabilities]),
    allowedParameters: uniteParameters(
      a.allowedParameters,
      b.allowedParameters,
    ),
    deniedParameters: uniteParameters(a.deniedParameters, b.deniedParameters),
    requiredParameters: [
      ...new Set([
        ...(a.requiredParameters ?? []),
        ...(b.requiredParameters ?? []),
      ]),
    ],
  };
}

function uniteParameters(
  a?: Record<string, HclValue[]>,
  b?: Record<string, HclValue[]>,
): Record<string, HclValue[]> | undefined {
  if (!a || !b) {
    return a ?? b;
  }
  const united = { ...a };
  for (const [name, values] of Object.entries(b)) {
    const existing = united[name];
    // An empty list stands for any value, and wins.
    united[name] =
      values.length === 0 || existing?.length === 0
        ? []
        : [...values, ...(existing ?? [])];
  }
  return united;
}

function parametersAllowed(
  rule: PathRule,
  data: Record<string, unknown>,
): boolean {
  const { allowedParameters, deniedParameters, requiredParameters } = rule;
  if (requiredParameters?.some(name => !(name.toLowerCase() in data))) {
    return false;
  }
  const given = Object.entries(data);
  if (deniedParameters && given.length > 0) {
    const refused = given.some(([name, value]) => {
      const values = deniedParameters[name.toLowerCase()];
      return values && (values.length === 0 || inList(values, value));
    });
    if ('*' in deniedParameters || refused) {
      return false;
    }
  }
  if (!allowedParameters || Object.keys(allowedParameters).length === 0) {
    return true;
  }
  return given.every(([name, value]) => {
    const values = allowedParameters[name.toLowerCase()];
    return values
      ? values.length === 0 || inList(values, value)
      : '*' in allowedParameters;
  });
}

function inList(list: HclValue[], value: unknown): boolean {
  return list.some(each => {
    if (typeof each === 'string' && typeof value === 'string') {
      return globMatches(each, value);
    }
    return each === value;
  });
}

/** `*` is allowed at either end of a value. */
function globMatches(pattern: string, value: string): boolean {
  const core = pattern.replace(/^\*|\*$/g, '');
  const open = pattern.startsWith('*');
  const close = pattern.length > 1 && pattern.endsWith('*');
  if (open && close) {
    return value.includes(core);
  }
  if (open) {
    return value.endsWith(core);
  }
  return close ? value.startsWith(core) : value === core;
}
