import type { KubernetesObject } from '../../core/SandboxContext';
import { ApiError, badRequest } from '../errors/ApiError';
import {
  apiVersionOf,
  storageApiVersion,
  type VersionedResource,
} from '../resources/ResourceDefinition';
import { decodeBuiltin, isRecord } from '../schema/decodeBuiltin';
import { decodeCustom } from '../schema/decodeCustom';
import type { WriteContext } from './WriteContext';

/**
 * Reads a body as an object of the resource, in the version it is stored in.
 * @throws ApiError 400 when it is another kind or has values of the wrong type, or unknown fields while validation is strict
 */
export function decodeObject(
  { definition, version }: VersionedResource,
  body: unknown,
  context: Pick<WriteContext, 'fieldValidation' | 'warn'>,
): KubernetesObject {
  const apiVersion = apiVersionOf(definition, version.name);
  const { kind } = definition;
  if (!isRecord(body)) {
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${
        Array.isArray(body) ? 'array' : typeof body
      } into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  checkType(body, apiVersion, kind);
  const subject = `${kind} in version "${version.name}" cannot be handled as a ${kind}`;
  const { value, unknown } = definition.custom
    ? decodeCustom<KubernetesObject>(version.schema, body)
    : decodeBuiltin<KubernetesObject>(version.schema, body, subject);
  reportUnknown(subject, unknown, context);
  return {
    ...value,
    apiVersion: storageApiVersion(definition),
    kind,
    metadata: isRecord(value.metadata) ? { ...value.metadata } : { name: '' },
  };
}

/** The stored object in the version a client asked for. */
export function encodeObject(
  { definition, version }: VersionedResource,
  object: KubernetesObject,
): KubernetesObject {
  return version.name === definition.storageVersion
    ? object
    : { ...object, apiVersion: apiVersionOf(definition, version.name) };
}

function checkType(
  body: Record<string, unknown>,
  apiVersion: string,
  kind: string,
) {
  if (body.apiVersion !== undefined && body.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${body.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (body.kind !== undefined && body.kind !== kind) {
    throw badRequest(
      `the kind in the data (${body.kind}) does not match the expected kind (${kind})`,
    );
  }
}

function reportUnknown(
  subject: string,
  unknown: string[],
  context: Pick<WriteContext, 'fieldValidation' | 'warn'>,
) {
  if (unknown.length === 0 || context.fieldValidation === 'Ignore') {
    return;
  }
  const messages = unknown.map(path => `unknown field "${path}"`);
  if (context.fieldValidation === 'Strict') {
    throw new ApiError(
      400,
      'BadRequest',
      `${subject}: strict decoding error: ${messages.join(', ')}`,
    );
  }
  messages.forEach(message => context.warn(message));
}
