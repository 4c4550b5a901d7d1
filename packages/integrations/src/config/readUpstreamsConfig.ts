import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { z } from 'zod';
import type { UpstreamsConfig } from './UpstreamsConfig';
import { upstreamsConfigSchema } from './upstreamsConfigSchema';

/**
 * Reads and validates the part of `runway` in app-config that names upstream systems.
 * @throws InputError that names every problem, one a line, and no value
 */
export function readUpstreamsConfig(
  config: RootConfigService,
): UpstreamsConfig {
  const raw = config.getOptional('runway') ?? {};
  const result = upstreamsConfigSchema.safeParse(raw);
  const problems = [
    ...(result.success ? [] : result.error.issues.map(i => describe(i, raw))),
    ...referenceProblems(raw),
    ...insecureAddresses(raw),
  ];
  if (!result.success || problems.length > 0) {
    throw new InputError(
      `The configuration of the upstream systems has ${
        problems.length === 1 ? 'a problem' : `${problems.length} problems`
      }:\n${problems.map(problem => `  - ${problem}`).join('\n')}`,
    );
  }
  const { data } = result;
  const instance = data.gitlab[0].name;
  return {
    ...data,
    gitops: { ...data.gitops, instance: data.gitops.instance ?? instance },
    charts: { ...data.charts, instance: data.charts.instance ?? instance },
    infrastructure: {
      ...data.infrastructure,
      instance: data.infrastructure.instance ?? instance,
    },
    people: { ...data.people, instance: data.people.instance ?? instance },
  };
}

function describe(issue: z.core.$ZodIssue, raw: unknown): string {
  const path = pathOf(issue.path, raw);
  if (valueAt(issue.path, raw) === undefined) {
    return `${path}: is missing (so is a value from an environment variable that is not set)`;
  }
  if (issue.code === 'invalid_union') {
    return `${path}: is not one of the known types`;
  }
  if (issue.code === 'invalid_type') {
    return `${path}: must be of type ${issue.expected}`;
  }
  return `${path}: ${issue.message}`;
}

/** Checks names that one part gives to another, also when something else is wrong, so that one start shows all problems. */
function referenceProblems(raw: unknown): string[] {
  const problems: string[] = [];
  const kinds = ['environments', 'gitlab', 'argocd', 'vault', 'kubernetes'];
  const names = new Map<string, string[]>();
  for (const kind of kinds) {
    const known = entriesOf(raw, kind).flatMap(entry =>
      typeof entry.name === 'string' ? [entry.name] : [],
    );
    names.set(kind, known);
    const twice = known.filter((name, index) => known.indexOf(name) !== index);
    for (const name of new Set(twice)) {
      problems.push(`runway.${kind}: the name "${name}" is used twice`);
    }
  }
  const refer = (path: string, kind: string, name: unknown) => {
    if (typeof name === 'string' && !names.get(kind)!.includes(name)) {
      problems.push(`${path}: runway.${kind} has no entry named "${name}"`);
    }
  };
  entriesOf(raw, 'environments').forEach((entry, index) => {
    const path = pathOf(['environments', index], raw);
    refer(`${path}.cluster`, 'kubernetes', entry.cluster);
    refer(`${path}.argocd`, 'argocd', entry.argocd);
    refer(`${path}.vault`, 'vault', entry.vault);
  });
  for (const part of ['gitops', 'charts', 'infrastructure', 'people']) {
    refer(
      `runway.${part}.instance`,
      'gitlab',
      valueAt([part, 'instance'], raw),
    );
  }
  return problems;
}

/** The credential goes with each request: without TLS it may not leave the machine. */
function insecureAddresses(raw: unknown): string[] {
  return ['gitlab', 'argocd', 'vault', 'kubernetes'].flatMap(kind =>
    entriesOf(raw, kind).flatMap((entry, index) => {
      const { baseUrl } = entry;
      const allowed = entry.allowHttp === true && kind !== 'kubernetes';
      const insecure =
        typeof baseUrl === 'string' &&
        URL.canParse(baseUrl) &&
        new URL(baseUrl).protocol === 'http:' &&
        !isLoopback(new URL(baseUrl).hostname);
      return insecure && !allowed
        ? [
            `${pathOf(
              [kind, index, 'baseUrl'],
              raw,
            )}: must be https, because http is only safe on loopback`,
          ]
        : [];
    }),
  );
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d+){3}$/.test(host)
  );
}

function entriesOf(raw: unknown, kind: string): Record<string, unknown>[] {
  const list = valueAt([kind], raw);
  return Array.isArray(list)
    ? list.filter(entry => typeof entry === 'object' && entry !== null)
    : [];
}

function valueAt(path: PropertyKey[], raw: unknown): unknown {
  return path.reduce<any>((value, key) => value?.[key], raw);
}

/** e.g. `runway.gitlab[0] (main).token` */
function pathOf(path: PropertyKey[], raw: unknown): string {
  let text = 'runway';
  path.forEach((key, index) => {
    if (typeof key !== 'number') {
      text += `.${String(key)}`;
      return;
    }
    const entryName = valueAt([...path.slice(0, index + 1), 'name'], raw);
    text += `[${key}]${typeof entryName === 'string' ? ` (${entryName})` : ''}`;
  });
  return text;
}
