import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from './ClusterClient';
import {
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const ingresses = 'ingresses.networking.k8s.io';
const classes = 'ingressclasses.networking.k8s.io';
const legacyClass = 'kubernetes.io/ingress.class';
const defaultClass = 'ingressclass.kubernetes.io/is-default-class';
const provisioning = 200;

/** Gives an outside address to Ingresses whose class exists and to Services of type LoadBalancer. */
export class LoadBalancerController implements Controller {
  readonly name = 'load-balancer-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      services: ({ object }) => [`services:${keyOf(object)}`],
      [ingresses]: ({ object }) => [`${ingresses}:${keyOf(object)}`],
      [classes]: () =>
        this.#client
          .list(ingresses)
          .map(ingress => `${ingresses}:${keyOf(ingress)}`),
    };
  }

  reconcile(key: string): Again {
    const colon = key.indexOf(':');
    const resource = key.slice(0, colon);
    const [namespace, name] = splitKey(key.slice(colon + 1));
    const object = this.#client.get(resource, namespace, name);
    const has = Boolean(object?.status?.loadBalancer?.ingress?.length);
    if (!object || object.metadata.deletionTimestamp) {
      return undefined;
    }
    const wants =
      resource === 'services'
        ? object.spec.type === 'LoadBalancer'
        : this.#isServed(object);
    if (wants === has) {
      return undefined;
    }
    const age = Date.now() - Date.parse(object.metadata.creationTimestamp);
    const wait = this.context.delay(provisioning) - age;
    if (wants && wait > 0) {
      return wait;
    }
    this.#client.updateStatus(resource, object, {
      ...object.status,
      loadBalancer: wants
        ? {
            ingress: [
              {
                ip: this.#address(),
                ...(resource === 'services' ? { ipMode: 'VIP' } : {}),
              },
            ],
          }
        : {},
    });
    if (wants && resource === ingresses) {
      this.#client.event(object, 'Normal', 'Sync', 'Scheduled for sync');
    }
    return undefined;
  }

  #isServed({ metadata, spec }: KubernetesObject): boolean {
    const wanted = spec.ingressClassName ?? metadata.annotations?.[legacyClass];
    return this.#client
      .list(classes)
      .some(entry =>
        wanted === undefined
          ? entry.metadata.annotations?.[defaultClass] === 'true'
          : entry.metadata.name === wanted,
      );
  }

  /** One address a cluster, from the documentation range. */
  #address(): string {
    const sum = [...this.context.cluster].reduce(
      (total, character) => total + character.charCodeAt(0),
      0,
    );
    return `203.0.113.${(sum % 250) + 1}`;
  }
}
