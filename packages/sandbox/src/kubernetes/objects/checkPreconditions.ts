import type { KubernetesObject } from '../../core/SandboxContext';
import { badRequest, conflict } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import type { ResourceDefinition } from '../resources/ResourceDefinition';

/** @throws ApiError 409 when the new object is based on another version or another object of that name */
export function checkUpdatePreconditions(
  definition: ResourceDefinition,
  next: KubernetesObject,
  current: KubernetesObject,
): void {
  const { name, uid, resourceVersion } = next.metadata;
  if (name && name !== current.metadata.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${current.metadata.name})`,
    );
  }
  checkIdentity(definition, { uid, resourceVersion }, current);
  checkFinalizers(definition, next, current);
}

/** @throws ApiError 409 */
export function checkIdentity(
  definition: ResourceDefinition,
  expected: { uid?: string; resourceVersion?: string },
  current: KubernetesObject,
): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (expected.uid && expected.uid !== uid) {
    throw conflict(
      definition,
      name,
      `Precondition failed: UID in precondition: ${expected.uid}, UID in object meta: ${uid}`,
    );
  }
  if (
    expected.resourceVersion &&
    expected.resourceVersion !== resourceVersion
  ) {
    throw conflict(
      definition,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  }
}

function checkFinalizers(
  definition: ResourceDefinition,
  next: KubernetesObject,
  current: KubernetesObject,
) {
  if (!current.metadata.deletionTimestamp) {
    return;
  }
  const known: string[] = current.metadata.finalizers ?? [];
  const added = (next.metadata.finalizers ?? []).filter(
    (finalizer: string) => !known.includes(finalizer),
  );
  if (added.length > 0) {
    const errors = new FieldErrors();
    const list = added.map((name: string) => JSON.stringify(name)).join(', ');
    errors.forbidden(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    );
    errors.throwIfAny(definition, current.metadata.name);
  }
}
