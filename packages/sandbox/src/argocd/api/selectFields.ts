import type { Application } from '../model/Application';

/** The fields of an application that lists can be limited to. Argo CD knows no others. */
const selectable = [
  'metadata.name',
  'metadata.namespace',
  'metadata.annotations',
  'metadata.labels',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'spec',
  'spec.destination',
  'spec.project',
  'spec.source',
  'spec.sources',
  'spec.syncPolicy',
  'status.summary',
  'status.sync.status',
  'status.sync.revision',
  'status.health',
  'status.operationState.startedAt',
  'status.operationState.finishedAt',
  'status.resources',
  'operation.sync',
  'status.operationState.phase',
  'status.operationState.operation.sync',
];

/**
 * What a `fields` parameter leaves of an application.
 * @param fields - e.g. `items.metadata.name,items.spec`; everything but these with a leading `-`
 * @param prefix - what stands before the application's fields
 */
export function fieldSelector(
  fields: string,
  prefix: string,
): (application: Application) => object {
  const excludes = fields.startsWith('-');
  const named = new Set(fields.replace(/^-/, '').split(','));
  const selected = selectable.filter(
    field => named.has(`${prefix}${field}`) !== excludes,
  );
  const paths = selected
    .filter(field => !selected.some(other => field.startsWith(`${other}.`)))
    .map(field => field.split('.'));
  return application => {
    const result: Record<string, any> = {};
    for (const path of paths) {
      const value = valueAt(application, path);
      if (value === undefined) {
        continue;
      }
      let target = result;
      for (const part of path.slice(0, -1)) {
        target[part] ??= {};
        target = target[part];
      }
      target[path.at(-1)!] = value;
    }
    return result;
  };
}

/**
 * What a `fields` parameter leaves of a line of a stream; unlike in lists these may be any fields.
 * @param fields - e.g. `result.type,result.application.status.history`; everything but these with a leading `-`
 */
export function streamSelector(fields = ''): (line: object) => unknown {
  if (!fields) {
    return line => line;
  }
  const excludes = fields.startsWith('-');
  const named = fields.replace(/^-/, '').split(',');
  const cut = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) {
      return value.map(item => cut(item, path));
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, inner]) => {
        const at = path ? `${path}.${key}` : key;
        const isNamed = named.includes(at);
        const isKept = excludes
          ? !isNamed
          : isNamed || named.some(field => field.startsWith(at));
        return isKept ? [[key, isNamed ? inner : cut(inner, at)]] : [];
      }),
    );
  };
  return line => cut(line, '');
}

function valueAt(application: Application, path: string[]): unknown {
  // The last one is a quirk of the original: it answers with the result, not with the operation.
  const actual =
    path.join('.') === 'status.operationState.operation.sync'
      ? ['status', 'operationState', 'syncResult']
      : path;
  return actual.reduce<any>((value, part) => value?.[part], application);
}
