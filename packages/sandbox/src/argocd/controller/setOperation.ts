import type { Application, Operation } from '../model/Application';
import type { ObjectStore } from '../stores/ObjectStore';

/** Puts an operation on an application. Undefined when another one is under way; the application must exist. */
export function setOperation(
  applications: ObjectStore<Application>,
  name: string,
  operation: Operation,
): Application | undefined {
  if (applications.get(name)?.operation) {
    return undefined;
  }
  return applications.update(name, draft => {
    draft.operation = operation;
    delete draft.status.operationState;
  });
}
