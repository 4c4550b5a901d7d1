import type { KubernetesObject } from '../../core/SandboxContext';
import type { UserInfo } from '../auth/UserInfo';
import type { ResourceDefinition } from '../resources/ResourceDefinition';

/** A write that is about to happen. */
export interface AdmissionRequest {
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  definition: ResourceDefinition;
  namespace?: string;
  name: string;
  user: UserInfo;
  subresource?: string;
  /** The object as it will be stored; mutating plugins change it in place. Absent on delete. */
  object?: KubernetesObject;
  /** What is stored now. Absent on create. */
  previous?: KubernetesObject;
  /** Tells the client something through a `Warning` header. */
  warn(message: string): void;
}

/** One admission plugin. Both phases refuse by throwing an ApiError. */
export interface AdmissionPlugin {
  /** Before validation. */
  mutate?(request: AdmissionRequest): void;
  /** After validation. */
  validate?(request: AdmissionRequest): void;
}
