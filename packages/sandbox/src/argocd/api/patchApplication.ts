import { applyPatch, type Operation as PatchOperation } from 'fast-json-patch';
import type { Application } from '../model/Application';
import { messageOf } from '../model/messageOf';
import { isMap } from '../model/threeWayMerge';
import type { ApplicationManifest } from './checkApplication';
import { GrpcCode, GrpcError, invalidArgument } from './GrpcError';

/**
 * What a JSON patch (RFC 6902) or merge patch (RFC 7396) makes of an application.
 * @throws GrpcError when the patch can't be read or doesn't fit
 */
export function patchApplication(
  application: Application,
  patch: string,
  type: string,
): ApplicationManifest {
  const copy = withoutUndefined(application);
  let parsed: unknown;
  try {
    parsed = JSON.parse(patch);
  } catch (error) {
    throw new GrpcError(
      GrpcCode.Unknown,
      `error decoding json patch: ${messageOf(error)}`,
    );
  }
  if (type === 'merge') {
    return mergePatch(copy, parsed) as unknown as ApplicationManifest;
  }
  if (type !== '' && type !== 'json') {
    throw invalidArgument(`Patch type '${type}' is not supported`);
  }
  try {
    return applyPatch(copy, parsed as PatchOperation[], true)
      .newDocument as unknown as ApplicationManifest;
  } catch (error) {
    throw new GrpcError(
      GrpcCode.Unknown,
      `error applying patch: ${messageOf(error).split('\n')[0]}`,
    );
  }
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) {
    return patch;
  }
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = mergePatch(result[key], value);
    }
  }
  return result;
}

/** A copy as it would be read from disk. */
export function withoutUndefined<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
