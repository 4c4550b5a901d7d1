import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
  parseEntityRef,
  parseLocationRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import type { JsonObject } from '@backstage/types';
import { type Schema, validate } from 'jsonschema';

/** A step of a template that goes through the ledger. */
export interface TemplateStep {
  id: string;
  name: string;
  /** Id of the action, e.g. `runway:repository:publish`. */
  action: string;
  input: JsonObject;
}

/** What provisioning needs to know of a template. */
export interface Template {
  ref: string;
  title: string;
  /** `spec.type`: what a run of it makes. */
  type: string;
  /** Location of `template.yaml`. */
  baseUrl: string;
  steps: TemplateStep[];
  /** @throws InputError naming every value that the template's parameters don't allow */
  validate(values: JsonObject): void;
}

/** Reads templates from the catalog, with the rights of the person who asks. */
export class Templates {
  constructor(private readonly catalog: CatalogService) {}

  /** @throws NotFoundError when there is no such template, or the person may not see it */
  async get(
    templateRef: string,
    credentials: BackstageCredentials,
  ): Promise<Template> {
    const ref = stringifyEntityRef(parseTemplateRef(templateRef));
    const entity = await this.catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `There is no template ${ref}. It may have been removed: choose another one in Create.`,
      );
    }
    return toTemplate(ref, entity as TemplateEntityV1beta3);
  }
}

function parseTemplateRef(templateRef: string) {
  try {
    return parseEntityRef(templateRef, {
      defaultKind: 'Template',
      defaultNamespace: 'default',
    });
  } catch {
    throw new InputError(
      `"${templateRef}" is not a template reference such as template:default/api-service.`,
    );
  }
}

/**
 * @param ref - of the template
 * @param entity - with the location annotation that the catalog adds
 */
export function toTemplate(
  ref: string,
  entity: TemplateEntityV1beta3,
): Template {
  const schemas = [entity.spec.parameters ?? []].flat() as Schema[];
  return {
    ref,
    title: entity.metadata.title ?? entity.metadata.name,
    type: entity.spec.type,
    baseUrl: baseUrlOf(entity),
    steps: entity.spec.steps.map((step, index) => ({
      id: step.id ?? `step-${index + 1}`,
      name: step.name ?? step.action,
      action: step.action,
      input: (step.input ?? {}) as JsonObject,
    })),
    validate(values) {
      const problems = schemas.flatMap(schema =>
        validate(values, schema).errors.map(
          problem =>
            `${problem.property.replace(/^instance\.?/, '') || 'form'} ${
              problem.message
            }`,
        ),
      );
      if (problems.length > 0) {
        throw new InputError(`Check the form: ${problems.join('; ')}.`);
      }
    },
  };
}

function baseUrlOf(entity: Entity): string {
  const location =
    entity.metadata.annotations?.[ANNOTATION_SOURCE_LOCATION] ??
    entity.metadata.annotations?.[ANNOTATION_LOCATION];
  if (!location) {
    throw new InputError('The template has no location annotation.');
  }
  const { type, target } = parseLocationRef(location);
  return type === 'file' ? `file://${target}` : target;
}
