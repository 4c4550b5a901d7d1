import * as kubernetes from '@kubernetes/client-node';

const PRIMITIVES = [
  'string',
  'number',
  'boolean',
  'Date',
  'any',
  'IntOrString',
  'Quantity',
  'object',
];

/**
 * Fields of an object that Kubernetes does not know: it would drop them silently.
 * @param {any} object a rendered object of one of Kubernetes' own kinds
 * @returns {string[]} their paths
 */
export function unknownFields(object) {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const type = `${version[0].toUpperCase()}${version.slice(1)}${object.kind}`;
  if (!kubernetes[type]) {
    throw new Error(`No type ${type} for ${group}/${object.kind}`);
  }
  return walk(object, type, object.kind);
}

function walk(value, type, path) {
  if (value === null || value === undefined || PRIMITIVES.includes(type)) {
    return [];
  }
  const list = /^Array<(.*)>$/.exec(type);
  if (list) {
    return value.flatMap((item, index) =>
      walk(item, list[1], `${path}[${index}]`),
    );
  }
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) {
    return Object.entries(value).flatMap(([key, item]) =>
      walk(item, map[1], `${path}.${key}`),
    );
  }
  if (!kubernetes[type]) {
    throw new Error(`${path}: no type ${type}`);
  }
  const known = kubernetes[type].getAttributeTypeMap();
  return Object.entries(value).flatMap(([key, item]) => {
    const attribute = known.find(candidate => candidate.baseName === key);
    return attribute
      ? walk(item, attribute.type, `${path}.${key}`)
      : [`${path}.${key}`];
  });
}
