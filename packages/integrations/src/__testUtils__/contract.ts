import Ajv from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedRequest } from './FaultServer';

const folder =
  process.env.RUNWAY_CONTRACTS ??
  join(__dirname, '../../../../../shared/contracts');

/** A published API description, against which requests are held. */
export type Contract = NonNullable<ReturnType<typeof readContract>>;

/** A published API description, or undefined where the folder of contracts isn't there. */
export function readContract(file: string) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    return undefined;
  }
  const document = closed(JSON.parse(readFileSync(path, 'utf8')));
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
  }).addSchema(document, 'api');
  const templates = Object.keys(document.paths).map(template => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));

  /** The operation, and where the document has it. */
  function find(method: string, urlPath: string, hint: string) {
    const match = templates
      .filter(
        ({ pattern, template }) =>
          pattern.test(urlPath) && template.includes(hint),
      )
      // A path without parameters wins.
      .sort((a, b) => parameters(a.template) - parameters(b.template))
      .find(({ template }) => document.paths[template][method.toLowerCase()]);
    if (!match) {
      throw new Error(`The API has no ${method} ${urlPath}`);
    }
    const item = document.paths[match.template];
    const operation = item[method.toLowerCase()];
    return {
      body: operation.requestBody?.content?.['application/json']?.schema,
      parameters: [
        ...(item.parameters ?? []),
        ...(operation.parameters ?? []),
      ] as any[],
    };
  }

  const misfits = (schema: object, value: unknown, where: string) => {
    const validate = ajv.compile(absolute(schema));
    validate(value);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };

  return {
    /**
     * What of a request the API doesn't take: names that it doesn't know, at any depth, values of the wrong type, and what
     * is missing. Empty when all is well.
     * @param urlPath - below the API's base path, without the query
     * @param hint - part of the path's template, where several fit
     * @throws Error when the API has no such operation
     */
    problems(request: ReceivedRequest, urlPath: string, hint = ''): string[] {
      const operation = find(request.method, urlPath, hint);
      const query = new URL(request.url, 'http://localhost').searchParams;
      const known = operation.parameters.filter(p => p.in === 'query');
      const inBody = operation.parameters.find(p => p.in === 'body');
      const schema = inBody?.schema ?? operation.body;
      const problems = [...new Set(query.keys())]
        .filter(name => !known.some(parameter => parameter.name === name))
        .map(name => `query ${name} is unknown`);
      for (const { name, required, schema: own, ...parameter } of known) {
        const type = own ?? parameter;
        for (const value of query.getAll(name)) {
          problems.push(
            ...misfits(scalar(type), valueOf(value, type), `query ${name}`),
          );
        }
        if (required && !query.has(name)) {
          problems.push(`query ${name} is missing`);
        }
      }
      if (request.body) {
        problems.push(
          ...(schema
            ? misfits(schema, JSON.parse(request.body), 'body')
            : ['body is not expected']),
        );
      } else if (inBody?.required) {
        problems.push('body is missing');
      }
      return problems;
    },
  };
}

/**
 * The document with objects that take only the fields which they name, and with durations as Vault says in words that it
 * takes them: also as a number of seconds.
 */
function closed(document: any): any {
  if (Array.isArray(document)) {
    return document.map(closed);
  }
  if (typeof document !== 'object' || document === null) {
    return document;
  }
  const copy = Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key, closed(value)]),
  );
  if (copy.type === 'string' && copy.format === 'duration') {
    return { ...copy, type: ['string', 'integer'] };
  }
  return copy.type === 'object' &&
    copy.properties &&
    copy.additionalProperties === undefined &&
    !copy.allOf
    ? { ...copy, additionalProperties: false }
    : copy;
}

/** A schema whose references work outside of its document. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
}

/** Of one value of a parameter, which may be given several times. */
function scalar(type: any): object {
  const { enum: choices, type: name, items } = type;
  return name === 'array'
    ? scalar(items)
    : { ...(name && { type: name }), ...(choices && { enum: choices }) };
}

function valueOf(text: string, type: any): unknown {
  const name = type.type === 'array' ? type.items.type : type.type;
  if (name === 'boolean') {
    return { true: true, false: false }[text] ?? text;
  }
  return name === 'integer' || name === 'number' ? Number(text) : text;
}

function parameters(template: string): number {
  return template.split('{').length;
}
