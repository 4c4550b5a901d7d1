import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';

/** Whether a path is YAML or JSON that a strict parser reads. */
export const isData = path =>
  /\.(ya?ml|json)$/.test(path) && !/(^|\/)tsconfig[^/]*\.json$/.test(path);

/**
 * All values without members in YAML or JSON, in the order in which they stand there.
 * @throws Error when it can't be parsed
 */
export function readScalars(path, text) {
  if (path.endsWith('.json')) {
    return members(JSON.parse(text));
  }
  return parseAllDocuments(text, { version: '1.1', logLevel: 'error' }).flatMap(
    document => {
      const [error] = document.errors;
      if (error) {
        throw new Error(error.message);
      }
      return leaves(document.contents);
    },
  );
}

const members = value =>
  value !== null && typeof value === 'object'
    ? Object.values(value).flatMap(members)
    : [value];

function leaves(node) {
  if (isMap(node)) {
    return node.items.flatMap(pair => leaves(pair.value));
  }
  if (isSeq(node)) {
    return node.items.flatMap(leaves);
  }
  return isScalar(node) ? [node.value] : isAlias(node) ? [node.source] : [null];
}
