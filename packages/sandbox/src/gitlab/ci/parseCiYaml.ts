import { parseAllDocuments, YAMLSeq, type Tags } from 'yaml';
import { CiError } from './CiError';

/** `!reference [job, keyword]`, replaced once all files are put together. */
export class CiReference {
  constructor(readonly path: string[]) {}
}

export type CiMapping = Record<string, unknown>;

export interface CiFile {
  /** Declared inputs of a file that begins with a `spec:` document. */
  inputs?: Record<string, InputSpec | null>;
  content: CiMapping;
}

export interface InputSpec {
  type?: 'string' | 'number' | 'boolean' | 'array';
  default?: unknown;
  options?: unknown[];
  regex?: string;
  description?: string;
}

const customTags: Tags = [
  {
    tag: '!reference',
    collection: 'seq',
    // The library takes any value here and wraps it in a scalar.
    resolve: sequence =>
      new CiReference(
        (sequence as YAMLSeq).toJSON().map(String),
      ) as unknown as YAMLSeq,
  },
];

/** Reads a configuration file. @throws CiError when it isn't YAML or isn't a mapping */
export function parseCiYaml(text: string, file: string): CiFile {
  // YAML 1.1, as GitLab reads it with Psych: `yes` and `on` are booleans and `<<` merges.
  const documents = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    customTags,
  });
  if (!Array.isArray(documents) || documents.length === 0) {
    throw new CiError(`${file}: Please provide content of .gitlab-ci.yml`);
  }
  for (const document of documents) {
    if (document.errors.length > 0) {
      const { message, linePos } = document.errors[0];
      throw new CiError(
        `(${file}): ${message.split('\n', 1)[0].replace(/ at line .*$/, '')}${
          linePos ? ` at line ${linePos[0].line} column ${linePos[0].col}` : ''
        }`,
      );
    }
  }
  const [first, second] = documents.map(document => {
    try {
      return document.toJS({ maxAliasCount: 1000 }) as unknown;
    } catch (error) {
      throw new CiError(`(${file}): ${(error as Error).message}`);
    }
  });
  if (isMapping(first) && 'spec' in first && documents.length > 1) {
    const spec = isMapping(first.spec) ? first.spec : {};
    return {
      inputs: isMapping(spec.inputs)
        ? (spec.inputs as Record<string, InputSpec | null>)
        : {},
      content: requireMapping(second ?? {}),
    };
  }
  return { content: requireMapping(first) };
}

export function isMapping(value: unknown): value is CiMapping {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof CiReference)
  );
}

function requireMapping(value: unknown): CiMapping {
  if (!isMapping(value)) {
    throw new CiError('Invalid configuration format');
  }
  return value;
}
