// Condenses the OpenAPI document that Kubernetes publishes (api/openapi-spec/swagger.json of a release) to what the
// sandbox needs of it: fields, their types, which are required, and how lists merge.
// Usage: node generateBuiltinTypes.mjs <swagger.json> > builtinTypes.json
import { readFileSync } from 'node:fs';

const groups = {
  '': ['v1'],
  apps: ['v1'],
  batch: ['v1'],
  'networking.k8s.io': ['v1'],
  policy: ['v1'],
  autoscaling: ['v1', 'v2'],
  'rbac.authorization.k8s.io': ['v1'],
  'apiextensions.k8s.io': ['v1'],
  'authentication.k8s.io': ['v1'],
  'authorization.k8s.io': ['v1'],
  'coordination.k8s.io': ['v1'],
  'discovery.k8s.io': ['v1'],
  'scheduling.k8s.io': ['v1'],
  'storage.k8s.io': ['v1'],
};
const skipped = new Set(['ComponentStatus', 'DeleteOptions', 'WatchEvent']);

const { definitions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const types = {};
const kinds = {};

for (const [name, definition] of Object.entries(definitions)) {
  for (const { group, version, kind } of definition[
    'x-kubernetes-group-version-kind'
  ] ?? []) {
    if (
      groups[group]?.includes(version) &&
      !kind.endsWith('List') &&
      !skipped.has(kind) &&
      definition.properties?.metadata
    ) {
      kinds[`${group}/${version}/${kind}`] = visit(name);
    }
  }
}
kinds['meta/v1/DeleteOptions'] = visit(
  'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
);

function shortName(name) {
  return name
    .replace('io.k8s.apimachinery.pkg.apis.', '')
    .replace(/^io\.k8s\..*pkg\.apis\./, '')
    .replace('io.k8s.api.', '');
}

function visit(name) {
  const short = shortName(name);
  if (!(short in types)) {
    types[short] = '';
    const definition = definitions[name];
    const required = new Set(definition.required ?? []);
    types[short] = [
      ...(definition['x-kubernetes-map-type'] === 'atomic' ? ['^'] : []),
      ...Object.entries(definition.properties ?? {}).map(
        ([field, schema]) =>
          `${field}${required.has(field) ? '!' : ''}:${describe(schema)}`,
      ),
    ].join(' ');
  }
  return short;
}

function describe(schema) {
  const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? '^' : '';
  if (schema.$ref) {
    return (
      atomic + describeReference(schema.$ref.replace('#/definitions/', ''))
    );
  }
  if (schema.type === 'array') {
    const keys = schema['x-kubernetes-list-map-keys'];
    const merge = schema['x-kubernetes-list-type'];
    const patch = schema['x-kubernetes-patch-strategy']?.includes('merge')
      ? `~${schema['x-kubernetes-patch-merge-key'] ?? ''}`
      : '';
    const topology = { map: `=${keys?.join(',')}`, set: '=' }[merge] ?? '';
    return `[${describe(schema.items)}]${topology}${patch}`;
  }
  if (schema.type === 'object') {
    return schema.additionalProperties
      ? `${atomic}{${describe(schema.additionalProperties)}}`
      : 'a';
  }
  return scalar(schema);
}

function describeReference(name) {
  const target = definitions[name];
  if (target.properties) {
    return `@${visit(name)}`;
  }
  if (name.endsWith('.Quantity')) {
    return 'q';
  }
  if (name.endsWith('.IntOrString')) {
    return 'x';
  }
  if (target.format === 'date-time') {
    return name.endsWith('MicroTime') ? 'u' : 't';
  }
  return target.type === 'string' ? 's' : 'a';
}

function scalar({ type, format }) {
  if (type === 'integer') {
    return format === 'int32' ? 'i' : 'l';
  }
  if (type === 'string') {
    return format === 'byte' ? 'y' : 's';
  }
  return { number: 'd', boolean: 'b' }[type] ?? 'a';
}

process.stdout.write(`${JSON.stringify({ kinds, types }, null, 2)}\n`);
