import type { KubernetesObject } from '../../../core/SandboxContext';
import type { ClusterClient } from '../ClusterClient';
import { controllerReference } from '../ownership';

export const certificates = 'certificates.cert-manager.io';
const clusterIssuer = 'cert-manager.io/cluster-issuer';
const namespacedIssuer = 'cert-manager.io/issuer';

/** One Certificate for each `tls` entry of an Ingress that names an issuer. */
export function requestCertificates(
  client: ClusterClient,
  ingress: KubernetesObject,
): void {
  const annotations = ingress.metadata.annotations ?? {};
  const kind = annotations[clusterIssuer] ? 'ClusterIssuer' : 'Issuer';
  const issuer = annotations[clusterIssuer] ?? annotations[namespacedIssuer];
  for (const { secretName, hosts } of ingress.spec.tls ?? []) {
    if (!issuer || !secretName || !hosts?.length) {
      continue;
    }
    const { namespace } = ingress.metadata;
    const spec = {
      dnsNames: hosts,
      issuerRef: { group: 'cert-manager.io', kind, name: issuer },
      secretName,
      usages: ['digital signature', 'key encipherment'],
    };
    const known = client.get(certificates, namespace, secretName);
    if (known) {
      client.update(certificates, known, draft => {
        draft.spec = { ...draft.spec, ...spec };
      });
    } else {
      client.create(certificates, {
        metadata: {
          name: secretName,
          namespace,
          labels: ingress.metadata.labels,
          ownerReferences: [controllerReference(ingress)],
        },
        spec,
      });
      client.event(
        ingress,
        'Normal',
        'CreateCertificate',
        `Successfully created Certificate "${secretName}"`,
      );
    }
  }
}
