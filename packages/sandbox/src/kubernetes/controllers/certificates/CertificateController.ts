import type { KubernetesObject } from '../../../core/SandboxContext';
import { timestamp } from '../../objects/prepareObject';
import type { CertificateAuthority } from './CertificateAuthority';
import type { ClusterClient } from '../ClusterClient';
import { isTrue, withCondition, type Condition } from '../conditions';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../Controller';
import { certificates, requestCertificates } from './requestCertificates';

type Draft = any;

const ingresses = 'ingresses.networking.k8s.io';
const issuers = ['clusterissuers.cert-manager.io', 'issuers.cert-manager.io'];
const issuing = 300;
const renewBefore = 30 * 86_400_000;

/** cert-manager: makes Certificates for annotated Ingresses, and Secrets for Certificates whose issuer exists. */
export class CertificateController implements Controller {
  readonly name = 'cert-manager';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(
    private readonly context: ControllerContext,
    private readonly authority: CertificateAuthority,
  ) {
    this.#client = context.client(this.name);
    const waiting: KeysOf = ({ object }) => [
      `${object.kind === 'Issuer' ? issuers[1] : issuers[0]}:${keyOf(object)}`,
      ...this.#client
        .list(certificates)
        .filter(certificate => !isTrue(certificate, 'Ready'))
        .map(certificate => `${certificates}:${keyOf(certificate)}`),
    ];
    this.watches = {
      [certificates]: change =>
        itself(change).map(key => `${certificates}:${key}`),
      [ingresses]: change => itself(change).map(key => `${ingresses}:${key}`),
      [issuers[0]]: waiting,
      [issuers[1]]: waiting,
      secrets: ({ object, type }) =>
        type === 'DELETED'
          ? this.#certificatesOf(object).map(
              certificate => `${certificates}:${keyOf(certificate)}`,
            )
          : [],
    };
  }

  reconcile(key: string): Again {
    const colon = key.indexOf(':');
    const resource = key.slice(0, colon);
    const [namespace, name] = splitKey(key.slice(colon + 1));
    const object = this.#client.get(resource, namespace, name);
    if (!object || object.metadata.deletionTimestamp) {
      return undefined;
    }
    if (resource === ingresses) {
      requestCertificates(this.#client, object);
      return undefined;
    }
    return resource === certificates
      ? this.#issue(object)
      : this.#acceptIssuer(resource, object);
  }

  #acceptIssuer(resource: string, issuer: KubernetesObject): void {
    if (!isTrue(issuer, 'Ready')) {
      this.#client.updateStatus(resource, issuer, {
        ...issuer.status,
        conditions: withCondition(issuer.status?.conditions, {
          type: 'Ready',
          status: 'True',
          reason: 'IssuerReady',
          message: 'Issuer is ready',
          observedGeneration: issuer.metadata.generation,
        }),
      });
    }
  }

  #issue(certificate: KubernetesObject): Again {
    const { namespace } = certificate.metadata;
    const { secretName, dnsNames = [], commonName } = certificate.spec;
    const secret = this.#client.get('secrets', namespace, secretName);
    const names = [
      ...new Set([...(commonName ? [commonName] : []), ...dnsNames]),
    ];
    const { notAfter } = certificate.status ?? {};
    const renewal = notAfter ? Date.parse(notAfter) - renewBefore : 0;
    const current =
      secret?.metadata.annotations?.['cert-manager.io/alt-names'] ===
      names.join(',');
    if (isTrue(certificate, 'Ready') && current && renewal > Date.now()) {
      return renewal - Date.now();
    }
    const issuer = this.#issuerOf(certificate);
    if (!issuer) {
      this.#wait(
        certificate,
        'DoesNotExist',
        'Issuing certificate as Secret does not exist',
      );
      return undefined;
    }
    const age = Date.now() - Date.parse(certificate.metadata.creationTimestamp);
    const wait = this.context.delay(issuing) - age;
    if (wait > 0) {
      this.#wait(
        certificate,
        'DoesNotExist',
        'Issuing certificate as Secret does not exist',
      );
      return wait;
    }
    this.#write(certificate, names, secret);
    return undefined;
  }

  #issuerOf(certificate: KubernetesObject): KubernetesObject | undefined {
    const { kind = 'Issuer', name } = certificate.spec.issuerRef;
    return kind === 'ClusterIssuer'
      ? this.#client.get(issuers[0], undefined, name)
      : this.#client.get(issuers[1], certificate.metadata.namespace, name);
  }

  #wait(certificate: KubernetesObject, reason: string, message: string) {
    const conditions: Condition[] = [
      { type: 'Ready', status: 'False', reason, message },
      { type: 'Issuing', status: 'True', reason, message },
    ];
    this.#updateStatus(certificate, conditions, {});
  }

  #write(
    certificate: KubernetesObject,
    names: string[],
    secret: KubernetesObject | undefined,
  ) {
    const { name, namespace } = certificate.metadata;
    const { secretName, issuerRef, secretTemplate } = certificate.spec;
    const issued = this.authority.issue(names);
    const annotations = {
      ...secretTemplate?.annotations,
      'cert-manager.io/alt-names': names.join(','),
      'cert-manager.io/certificate-name': name,
      'cert-manager.io/common-name': names[0] ?? '',
      'cert-manager.io/issuer-group': 'cert-manager.io',
      'cert-manager.io/issuer-kind': issuerRef.kind ?? 'Issuer',
      'cert-manager.io/issuer-name': issuerRef.name,
    };
    const data = {
      'ca.crt': encode(issued.authority),
      'tls.crt': encode(issued.certificate),
      'tls.key': encode(issued.key),
    };
    if (secret) {
      this.#client.update('secrets', secret, draft => {
        draft.metadata.annotations = {
          ...draft.metadata.annotations,
          ...annotations,
        };
        draft.data = { ...draft.data, ...data };
      });
    } else {
      this.#client.create('secrets', {
        metadata: {
          name: secretName,
          namespace,
          annotations,
          labels: {
            ...secretTemplate?.labels,
            'controller.cert-manager.io/fao': 'true',
          },
        },
        type: 'kubernetes.io/tls',
        data,
      });
    }
    this.#client.event(
      certificate,
      'Normal',
      'Issuing',
      'The certificate has been successfully issued',
    );
    const ready: Condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Ready',
      message: 'Certificate is up to date and has not expired',
    };
    this.#updateStatus(certificate, [ready], {
      notBefore: timestamp(issued.notBefore),
      notAfter: timestamp(issued.notAfter),
      renewalTime: timestamp(new Date(issued.notAfter.getTime() - renewBefore)),
      revision: (certificate.status?.revision ?? 0) + 1,
    });
  }

  #updateStatus(
    certificate: KubernetesObject,
    conditions: Condition[],
    fields: Draft,
  ) {
    const known = (certificate.status?.conditions ?? []).filter(
      (entry: Condition) => entry.type !== 'Issuing',
    );
    this.#client.updateStatus(certificates, certificate, {
      ...certificate.status,
      ...fields,
      conditions: conditions
        .map(condition => ({
          ...condition,
          observedGeneration: certificate.metadata.generation,
        }))
        .reduce(withCondition, known),
    });
  }

  #certificatesOf(secret: KubernetesObject): KubernetesObject[] {
    return this.#client
      .list(certificates, secret.metadata.namespace)
      .filter(({ spec }) => spec.secretName === secret.metadata.name);
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
