import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Folder of the published API descriptions. */
export const contractsDir =
  process.env.RUNWAY_CONTRACTS ??
  join(
    // eslint-disable-next-line no-restricted-syntax -- only tests read it
    __dirname,
    '../../../../..',
    '../shared/contracts',
  );

export const hasContracts = existsSync(
  join(contractsDir, 'argocd-swagger.json'),
);

/** Validates objects against the published description of Argo CD's API; unknown fields count as errors. */
export class ArgoCdContract {
  readonly #ajv: Ajv;
  readonly #definitions: Record<string, any>;
  readonly #application: ValidateFunction;

  constructor() {
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(this.#ajv);
    for (const format of ['int32', 'int64', 'byte', 'double']) {
      this.#ajv.addFormat(format, true);
    }
    const swagger = JSON.parse(
      readFileSync(join(contractsDir, 'argocd-swagger.json'), 'utf8'),
    );
    this.#definitions = swagger.definitions;
    this.#ajv.addSchema({ $id: 'swagger', definitions: this.#closed() });
    const crd = parse(
      readFileSync(join(contractsDir, 'argocd-application-crd.yaml'), 'utf8'),
    );
    this.#application = this.#ajv.compile(
      crd.spec.versions[0].schema.openAPIV3Schema,
    );
  }

  /** What is wrong with an answer; empty when nothing is. */
  violations(definition: string, value: unknown): string[] {
    const validate = this.#ajv.getSchema(`swagger#/definitions/${definition}`);
    if (!validate) {
      throw new Error(`the contract has no ${definition}`);
    }
    return errorsOf(validate, value);
  }

  /** What the Application resource's schema finds wrong. */
  applicationViolations(application: unknown): string[] {
    return errorsOf(this.#application, application);
  }

  /** The definitions without room for fields they don't name. */
  #closed(): Record<string, any> {
    return Object.fromEntries(
      Object.entries(this.#definitions).map(([name, definition]) => {
        const parts: any[] = (definition.allOf ?? []).map(
          (part: { $ref: string }) =>
            this.#definitions[part.$ref.split('/').at(-1)!],
        );
        const properties = Object.assign(
          {},
          ...parts.map(part => part.properties),
          definition.properties,
        );
        const isOpen = definition.type !== 'object' || !definition.properties;
        const { allOf, ...rest } = definition;
        return [
          name,
          isOpen
            ? definition
            : { ...rest, properties, additionalProperties: false },
        ];
      }),
    );
  }
}

function errorsOf(validate: ValidateFunction, value: unknown): string[] {
  return validate(JSON.parse(JSON.stringify(value)))
    ? []
    : (validate.errors ?? []).map(
        error =>
          `${error.instancePath} ${error.message} ${JSON.stringify(
            error.params,
          )}`,
      );
}
