import type { JobWhen } from '../state/PipelineModel';
import { CiError } from './CiError';
import { evaluateCondition } from './evaluateCondition';
import { isMapping } from './parseCiYaml';

export interface CiRule {
  if?: string;
  /** Patterns of paths of which one must have changed. */
  changes?: string[];
  /** Patterns of paths of which one must be there. */
  exists?: string[];
  when?: JobWhen;
  allowFailure?: boolean;
  variables: Record<string, string>;
}

/** What rules may look at. */
export interface RuleContext {
  variables: Record<string, string>;
  /** Paths that the push changed; undefined when there is nothing to compare with, which counts as "all changed". */
  changedPaths: () => Promise<string[] | undefined>;
  files: () => Promise<string[]>;
}

const keywords = new Set([
  'if',
  'changes',
  'exists',
  'when',
  'allow_failure',
  'variables',
  'needs',
  'start_in',
  'auto_cancel',
  'interruptible',
]);

export function compileRules(written: unknown, where: string): CiRule[] {
  if (!Array.isArray(written)) {
    throw new CiError(`${where} config should be an array of hashes`);
  }
  return (written.flat(10) as unknown[]).map(rule => {
    if (!isMapping(rule)) {
      throw new CiError(`${where}:rule config should be a hash`);
    }
    const unknown = Object.keys(rule).filter(key => !keywords.has(key));
    if (unknown.length > 0) {
      throw new CiError(
        `${where}:rule config contains unknown keys: ${unknown.join(', ')}`,
      );
    }
    if (rule.if !== undefined) {
      // Reported when the file is read, not only when the rule is reached.
      evaluateCondition(String(rule.if), {});
    }
    return {
      if: rule.if === undefined ? undefined : String(rule.if),
      changes: pathsOf(rule.changes),
      exists: pathsOf(rule.exists),
      when: rule.when as JobWhen | undefined,
      allowFailure:
        rule.allow_failure === undefined
          ? undefined
          : Boolean(rule.allow_failure),
      variables: isMapping(rule.variables)
        ? Object.fromEntries(
            Object.entries(rule.variables).map(([key, value]) => [
              key,
              String(value),
            ]),
          )
        : {},
    };
  });
}

/** The first rule that applies. */
export async function matchRule(
  rules: CiRule[],
  context: RuleContext,
): Promise<CiRule | undefined> {
  for (const rule of rules) {
    const applies =
      (rule.if === undefined ||
        evaluateCondition(rule.if, context.variables)) &&
      (await changed(rule, context)) &&
      (await exists(rule, context));
    if (applies) {
      return rule;
    }
  }
  return undefined;
}

async function changed(rule: CiRule, context: RuleContext) {
  if (!rule.changes) {
    return true;
  }
  const paths = await context.changedPaths();
  return (
    paths === undefined ||
    rule.changes.some(pattern => paths.some(path => matches(pattern, path)))
  );
}

async function exists(rule: CiRule, context: RuleContext) {
  if (!rule.exists) {
    return true;
  }
  const files = await context.files();
  return rule.exists.some(pattern =>
    files.some(file => matches(pattern, file)),
  );
}

function pathsOf(written: unknown): string[] | undefined {
  if (written === undefined) {
    return undefined;
  }
  const paths = isMapping(written) ? written.paths ?? [] : written;
  return [paths].flat().map(String);
}

/** `*` stays within a folder, `**` does not; `{a,b}` and `?` as in shells. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/^\.?\//, '')
    .replace(
      /\*\*\/|\*\*|\*|\?|\{([^}]*)\}|[.+^$()|[\]\\]/g,
      (symbol, choices?: string) => {
        switch (symbol) {
          case '**/':
            return '(?:.*/)?';
          case '**':
            return '.*';
          case '*':
            return '[^/]*';
          case '?':
            return '[^/]';
          default:
            return choices === undefined
              ? `\\${symbol}`
              : `(?:${choices.split(',').join('|')})`;
        }
      },
    );
  return new RegExp(`^${source}$`).test(path);
}
