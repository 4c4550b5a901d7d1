import {
  cleanupFinalizer,
  establishedStatus,
} from '../resources/customResources';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

/** A CustomResourceDefinition is served from the moment it is stored, and goes only after its objects. */
export class DefinitionNames implements AdmissionPlugin {
  mutate({ definition, operation, object }: AdmissionRequest): void {
    if (
      definition.id !== 'customresourcedefinitions.apiextensions.k8s.io' ||
      operation === 'DELETE' ||
      !object?.spec?.versions?.some((version: any) => version.storage)
    ) {
      return;
    }
    object.status = establishedStatus(object);
    const finalizers = object.metadata.finalizers ?? [];
    if (operation === 'CREATE' && !finalizers.includes(cleanupFinalizer)) {
      object.metadata.finalizers = [...finalizers, cleanupFinalizer];
    }
  }
}
