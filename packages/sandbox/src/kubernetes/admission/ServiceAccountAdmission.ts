import { forbidden } from '../errors/ApiError';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

type Draft = any;

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A Pod runs as a ServiceAccount that exists and gets its token mounted. */
export class ServiceAccountAdmission implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  mutate(request: AdmissionRequest): void {
    const { definition, namespace, name, object } = request;
    if (definition.id !== 'pods' || request.operation !== 'CREATE') {
      return;
    }
    const { spec } = object!;
    if (!spec) {
      return;
    }
    const account = spec.serviceAccountName ?? 'default';
    spec.serviceAccountName = account;
    spec.serviceAccount = account;
    const found = this.store.get('serviceaccounts', namespace, account);
    if (!found) {
      throw forbidden(
        definition,
        name,
        `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`,
      );
    }
    spec.imagePullSecrets ??= found.imagePullSecrets;
    const automount =
      spec.automountServiceAccountToken ??
      found.automountServiceAccountToken ??
      true;
    if (automount) {
      mountToken(spec, name);
    }
  }
}

function mountToken(spec: Draft, podName: string) {
  const containers = [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
  ].filter(
    container =>
      !container.volumeMounts?.some(
        (mount: Draft) => mount.mountPath === tokenPath,
      ),
  );
  if (containers.length === 0) {
    return;
  }
  const volume = `kube-api-access-${podName
    .slice(-5)
    .replace(/[^a-z0-9]/g, 'x')}`;
  for (const container of containers) {
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: volume, mountPath: tokenPath, readOnly: true },
    ];
  }
  spec.volumes = [
    ...(spec.volumes ?? []),
    {
      name: volume,
      projected: {
        defaultMode: 0o644,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          {
            configMap: {
              name: 'kube-root-ca.crt',
              items: [{ key: 'ca.crt', path: 'ca.crt' }],
            },
          },
          {
            downwardAPI: {
              items: [
                {
                  path: 'namespace',
                  fieldRef: {
                    apiVersion: 'v1',
                    fieldPath: 'metadata.namespace',
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ];
}
