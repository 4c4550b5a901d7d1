import { forbidden } from '../errors/ApiError';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

const classes = 'priorityclasses.scheduling.k8s.io';

/** A Pod's priority is that of its PriorityClass. */
export class PriorityAdmission implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  mutate({ operation, definition, name, object }: AdmissionRequest): void {
    if (definition.id !== 'pods' || operation !== 'CREATE' || !object?.spec) {
      return;
    }
    const { spec } = object;
    const found = spec.priorityClassName
      ? this.store.get(classes, undefined, spec.priorityClassName)
      : this.store.list(classes).find(entry => entry.globalDefault);
    if (spec.priorityClassName && !found) {
      throw forbidden(
        definition,
        name,
        `no PriorityClass with name ${spec.priorityClassName} was found`,
      );
    }
    if (found) {
      spec.priorityClassName = found.metadata.name;
    }
    spec.priority = found?.value ?? 0;
    spec.preemptionPolicy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
  }
}
