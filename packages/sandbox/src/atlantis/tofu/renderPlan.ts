import { isObject, Unknown, type Value } from '../hcl/Value';
import { countChanges, type Change, type Plan } from './planStack';

const SIGNS = { create: '+', update: '~', delete: '-' } as const;
const LEGEND = {
  create: '  + create',
  update: '  ~ update in-place',
  delete: '  - destroy',
};
const WORDS = {
  create: 'will be created',
  update: 'will be updated in-place',
  delete: 'will be destroyed',
};

/** A plan as OpenTofu prints it. Attributes that only the provider knows are not shown. */
export function renderPlan(plan: Plan): string {
  if (plan.changes.length === 0) {
    return [
      'No changes. Your infrastructure matches the configuration.',
      '',
      'OpenTofu has compared your real infrastructure against your configuration and',
      'found no differences, so no changes are needed.',
    ].join('\n');
  }
  const actions = new Set(plan.changes.map(({ action }) => action));
  return [
    'OpenTofu used the selected providers to generate the following execution',
    'plan. Resource actions are indicated with the following symbols:',
    ...(['create', 'update', 'delete'] as const)
      .filter(action => actions.has(action))
      .map(action => LEGEND[action]),
    '',
    'OpenTofu will perform the following actions:',
    '',
    ...plan.changes.flatMap(change => [...renderChange(change), '']),
    summarize(plan),
  ].join('\n');
}

/** `Plan: 3 to add, 0 to change, 0 to destroy.` */
export function summarize(plan: Plan): string {
  const { add, change, destroy } = countChanges(plan);
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.`;
}

function renderChange(change: Change): string[] {
  const sign = SIGNS[change.action];
  return [
    `  # ${change.address} ${WORDS[change.action]}`,
    `  ${sign} resource "${change.type}" "${change.name}" {`,
    ...(change.action === 'update'
      ? differences(change.before ?? {}, change.after ?? {})
      : body((change.after ?? change.before)!, sign, 6)),
    '    }',
  ];
}

function body(
  values: Record<string, Value>,
  sign: string,
  indent: number,
): string[] {
  const blank = ' '.repeat(indent);
  const attributes = Object.entries(values).filter(
    ([, each]) => !isBlocks(each),
  );
  const width = Math.max(0, ...attributes.map(([name]) => name.length));
  return [
    ...attributes
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(
        ([name, value]) =>
          `${blank}${sign} ${name.padEnd(width)} = ${literal(value)}`,
      ),
    ...Object.entries(values)
      .filter(([, each]) => isBlocks(each))
      .flatMap(([name, blocks]) =>
        (blocks as Array<Record<string, Value>>).flatMap(block => [
          '',
          `${blank}${sign} ${name} {`,
          ...body(block, sign, indent + 4),
          `${blank}  }`,
        ]),
      ),
  ];
}

function differences(
  before: Record<string, Value>,
  after: Record<string, Value>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(name => literal(before[name]) !== literal(after[name]))
    .sort();
  const width = Math.max(0, ...names.map(name => name.length));
  return names.map(name => {
    const label = name.padEnd(width);
    if (before[name] === undefined) {
      return `      + ${label} = ${literal(after[name])}`;
    }
    return after[name] === undefined
      ? `      - ${label} = ${literal(before[name])} -> null`
      : `      ~ ${label} = ${literal(before[name])} -> ${literal(
          after[name],
        )}`;
  });
}

function isBlocks(value: Value): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(each => isObject(each))
  );
}

function literal(value: Value | undefined): string {
  if (value instanceof Unknown) {
    return '(known after apply)';
  }
  if (Array.isArray(value)) {
    return `[${value.map(literal).join(', ')}]`;
  }
  return value !== undefined && isObject(value)
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${JSON.stringify(key)} = ${literal(each)}`)
        .join(', ')} }`
    : JSON.stringify(value ?? null);
}
