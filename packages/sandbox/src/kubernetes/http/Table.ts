import type { KubernetesObject } from '../../core/SandboxContext';
import type {
  PrinterColumn,
  VersionedResource,
} from '../resources/ResourceDefinition';
import { age } from './humanDuration';
import { created, type TableColumn } from './TableColumn';
import { tableColumns } from './tableColumns';

/** Objects as rows, the way `kubectl get` asks for them. */
export function objectsTable(
  resource: VersionedResource,
  objects: KubernetesObject[],
  includeObject: 'None' | 'Metadata' | 'Object',
  metadata: object,
): object {
  const columns = columnsOf(resource);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type, priority, format }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : format ?? '',
      description: '',
      priority: priority ?? 0,
    })),
    rows: objects.map(object => ({
      cells: columns.map(column => column.value(object)),
      ...(includeObject === 'None'
        ? {}
        : { object: includeObject === 'Object' ? object : partial(object) }),
    })),
  };
}

function columnsOf({ definition, version }: VersionedResource): TableColumn[] {
  const name: TableColumn = {
    name: 'Name',
    type: 'string',
    value: ({ metadata }) => metadata.name,
  };
  if (definition.custom) {
    return [name, ...(version.columns ?? [ageColumn]).map(customColumn)];
  }
  return [name, ...(tableColumns[definition.id] ?? [created])];
}

const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

function customColumn(column: PrinterColumn): TableColumn {
  return {
    name: column.name,
    type: column.type,
    priority: column.priority,
    format: column.format,
    value: object => {
      const value = readPath(object, column.jsonPath);
      return column.type === 'date' ? age(value as string) : value ?? null;
    },
  };
}

/** An object without its body. */
export function partial({ metadata }: KubernetesObject): object {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
  };
}

/** The simple JSONPath of printer columns: `.a.b[0].c` and `.a[?(@.type=="Ready")].status`. */
function readPath(object: unknown, path: string): unknown {
  const parts =
    path.match(/\.?(?:[\w-]|\\\.)+|\['[^']+'\]|\[\d+\]|\[\?\([^)]*\)\]/g) ?? [];
  let value: any = object;
  for (const part of parts) {
    const filter = /^\[\?\(@\.(\w+)\s*==\s*["']([^"']*)["']\)\]$/.exec(part);
    if (filter) {
      value = Array.isArray(value)
        ? value.find(item => String(item?.[filter[1]]) === filter[2])
        : undefined;
    } else {
      const key = part.replace(/^\.|^\['?|'?\]$/g, '').replace(/\\\./g, '.');
      value = value?.[key];
    }
  }
  return value;
}
