import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedRequest } from './FaultServer';

const folder =
  process.env.RUNWAY_CONTRACTS ??
  join(__dirname, '../../../../../shared/contracts');

/** One operation of a published API description. */
export interface ContractOperation {
  parameters: Set<string>;
  /** Names of the body's fields; undefined when there is no body. */
  bodyFields?: Set<string>;
}

/** A published API description, or undefined where the folder of contracts isn't there. */
export function readContract(file: string) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    return undefined;
  }
  const document = JSON.parse(readFileSync(path, 'utf8'));
  const templates = Object.keys(document.paths).map(template => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  return {
    /**
     * @param hint - part of the path's template, where several fit
     * @throws Error when the API has no such operation
     */
    operation(method: string, urlPath: string, hint = ''): ContractOperation {
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
      const all = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      const body =
        all.find(({ in: place }) => place === 'body')?.schema ??
        operation.requestBody?.content?.['application/json']?.schema;
      return {
        parameters: new Set(
          all.filter(({ in: place }) => place === 'query').map(p => p.name),
        ),
        bodyFields: body && new Set(Object.keys(resolve(document, body))),
      };
    },
  };
}

/** What of a request the API doesn't know; empty when all is well. */
export function strangers(
  request: ReceivedRequest,
  operation: ContractOperation,
): string[] {
  const query = new URL(request.url, 'http://localhost').searchParams;
  const body = request.body ? Object.keys(JSON.parse(request.body)) : [];
  return [
    ...[...new Set(query.keys())].filter(
      name => !operation.parameters.has(name),
    ),
    ...body.filter(name => !operation.bodyFields?.has(name)),
  ];
}

function resolve(document: any, schema: any): object {
  if (schema.$ref) {
    const steps: string[] = schema.$ref.slice(2).split('/');
    return resolve(
      document,
      steps.reduce((part, step) => part[step], document),
    );
  }
  return schema.properties ?? {};
}

function parameters(template: string): number {
  return template.split('{').length;
}
