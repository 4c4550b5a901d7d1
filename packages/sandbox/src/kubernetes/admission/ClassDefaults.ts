import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

const kinds: Record<
  string,
  { classes: string; annotation: string; field: string }
> = {
  persistentvolumeclaims: {
    classes: 'storageclasses.storage.k8s.io',
    annotation: 'storageclass.kubernetes.io/is-default-class',
    field: 'storageClassName',
  },
  'ingresses.networking.k8s.io': {
    classes: 'ingressclasses.networking.k8s.io',
    annotation: 'ingressclass.kubernetes.io/is-default-class',
    field: 'ingressClassName',
  },
};

/** Claims and Ingresses that name no class get the default one. */
export class ClassDefaults implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  mutate({ operation, definition, object }: AdmissionRequest): void {
    const kind = kinds[definition.id];
    if (!kind || operation !== 'CREATE' || !object?.spec) {
      return;
    }
    const legacy = object.metadata.annotations?.['kubernetes.io/ingress.class'];
    const found = this.store
      .list(kind.classes)
      .find(
        ({ metadata }) => metadata.annotations?.[kind.annotation] === 'true',
      );
    if (object.spec[kind.field] === undefined && !legacy && found) {
      object.spec[kind.field] = found.metadata.name;
    }
  }
}
