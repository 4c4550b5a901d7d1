import * as client from '@kubernetes/client-node';

interface Model {
  getAttributeTypeMap(): Array<{ baseName: string; type: string }>;
}

const models = client as unknown as Record<string, Model | undefined>;

/** Served, but absent from the client's models: the type of an answer that only its own `kind` names. */
const OPEN = new Set(['any', 'object', 'IntOrString']);

/**
 * What of an answer the models of the client, made from the published description of the API, don't have: names that they
 * don't know, at any depth, and values of another type. Empty when all is well.
 * @param type - as the client writes it, such as `V1Pod` or `Array<V1Pod>`
 */
export function modelProblems(
  type: string,
  value: unknown,
  at = type,
): string[] {
  const optional = type.replace(/ \| (null|undefined)$/, '');
  if (OPEN.has(optional) || value === null || value === undefined) {
    return [];
  }
  const list = /^(?:Array|Set)<(.+)>$/.exec(optional)?.[1];
  if (list) {
    return Array.isArray(value)
      ? value.flatMap((item, index) =>
          modelProblems(list, item, `${at}[${index}]`),
        )
      : [`${at} is not a list`];
  }
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(optional)?.[1];
  if (map) {
    return Object.entries(value).flatMap(([key, item]) =>
      modelProblems(map, item, `${at}.${key}`),
    );
  }
  if (['string', 'number', 'boolean'].includes(optional)) {
    return typeof value === optional ? [] : [`${at} is not a ${optional}`];
  }
  if (/^(Date|V1MicroTime)$/.test(optional)) {
    return typeof value === 'string' && !Number.isNaN(Date.parse(value))
      ? []
      : [`${at} is not a time`];
  }
  // Texts of a closed set are types of their own.
  if (optional.includes("'")) {
    return optional.includes(`'${value}'`) ? [] : [`${at} is not ${optional}`];
  }
  const model = models[optional];
  if (!model) {
    return [`${at} has a type that the client doesn't know: ${optional}`];
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [`${at} is not an object`];
  }
  const attributes = model.getAttributeTypeMap();
  return Object.entries(value).flatMap(([name, item]) => {
    const attribute = attributes.find(({ baseName }) => baseName === name);
    return attribute
      ? modelProblems(attribute.type, item, `${at}.${name}`)
      : [`${at}.${name} is unknown`];
  });
}
