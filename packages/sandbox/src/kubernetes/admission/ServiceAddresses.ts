import type { KubernetesObject } from '../../core/SandboxContext';
import { FieldErrors } from '../errors/FieldErrors';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

type Draft = any;

const nodePorts = { first: 30000, last: 32767 };

/** Gives Services their cluster address and node ports. */
export class ServiceAddresses implements AdmissionPlugin {
  readonly #addresses = new Map<string, string>();
  readonly #ports = new Map<number, string>();
  #nextAddress = 1;

  constructor(store: ObjectStore) {
    store.list('services').forEach(service => this.#take(service));
    store.subscribe(({ resource, type, object, previous }) => {
      if (resource === 'services') {
        if (previous) {
          this.#release(previous);
        }
        if (type !== 'DELETED') {
          this.#take(object);
        }
      }
    });
  }

  mutate({ definition, operation, object, previous }: AdmissionRequest): void {
    if (definition.id !== 'services' || operation === 'DELETE') {
      return;
    }
    const { spec } = object as Draft;
    if (spec.type === 'ExternalName') {
      delete spec.clusterIP;
      delete spec.clusterIPs;
      return;
    }
    const before = previous?.spec ?? {};
    spec.clusterIP ??= before.clusterIP ?? this.#freeAddress();
    spec.clusterIPs = [spec.clusterIP];
    if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
      for (const port of spec.ports ?? []) {
        port.nodePort ??=
          before.ports?.find((old: Draft) => old.port === port.port)
            ?.nodePort ?? this.#freePort(spec.ports);
      }
    }
  }

  validate({ definition, operation, object, name }: AdmissionRequest): void {
    if (definition.id !== 'services' || operation === 'DELETE') {
      return;
    }
    const { spec, metadata } = object as KubernetesObject;
    const errors = new FieldErrors();
    const owner = this.#addresses.get(spec.clusterIP);
    if (owner !== undefined && owner !== metadata.uid) {
      errors.invalid(
        'spec.clusterIPs',
        spec.clusterIPs,
        `failed to allocate IP ${spec.clusterIP}: provided IP is already allocated`,
      );
    }
    (spec.ports ?? []).forEach((port: Draft, index: number) => {
      const holder = this.#ports.get(port.nodePort);
      if (holder !== undefined && holder !== metadata.uid) {
        errors.invalid(
          `spec.ports[${index}].nodePort`,
          port.nodePort,
          'provided port is already allocated',
        );
      }
    });
    errors.throwIfAny(definition, name);
  }

  #freeAddress(): string {
    for (;;) {
      this.#nextAddress += 1;
      const address = `10.96.${(this.#nextAddress >> 8) & 255}.${
        this.#nextAddress & 255
      }`;
      if (!this.#addresses.has(address)) {
        return address;
      }
    }
  }

  #freePort(taken: Draft[]): number | undefined {
    for (let port = nodePorts.first; port <= nodePorts.last; port += 1) {
      if (
        !this.#ports.has(port) &&
        !taken.some(other => other.nodePort === port)
      ) {
        return port;
      }
    }
    return undefined;
  }

  #take({ metadata, spec }: KubernetesObject) {
    const uid = metadata.uid ?? '';
    if (spec?.clusterIP && spec.clusterIP !== 'None') {
      this.#addresses.set(spec.clusterIP, uid);
    }
    for (const { nodePort } of spec?.ports ?? []) {
      if (nodePort) {
        this.#ports.set(nodePort, uid);
      }
    }
  }

  #release({ spec }: KubernetesObject) {
    this.#addresses.delete(spec?.clusterIP);
    for (const { nodePort } of spec?.ports ?? []) {
      this.#ports.delete(nodePort);
    }
  }
}
