import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from './ClusterClient';
import {
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const claims = 'persistentvolumeclaims';
const classes = 'storageclasses.storage.k8s.io';
const defaultClass = 'storageclass.kubernetes.io/is-default-class';

/** Makes a PersistentVolume for each claim whose StorageClass exists, and removes it with the claim. */
export class VolumeController implements Controller {
  readonly name = 'persistentvolume-binder';
  readonly watches: Record<string, KeysOf> = { [claims]: itself };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const claim = this.#client.get(claims, namespace, name);
    if (!claim) {
      this.#removeVolumes(key);
      return;
    }
    if (claim.metadata.deletionTimestamp || claim.status?.phase === 'Bound') {
      return;
    }
    const storageClass = this.#storageClass(claim);
    if (!storageClass) {
      this.#client.event(
        claim,
        'Warning',
        'ProvisioningFailed',
        `storageclass.storage.k8s.io "${claim.spec.storageClassName}" not found`,
      );
      return;
    }
    this.#bind(claim, storageClass);
  }

  #storageClass({ spec }: KubernetesObject): KubernetesObject | undefined {
    return spec.storageClassName === undefined
      ? this.#client
          .list(classes)
          .find(
            ({ metadata }) => metadata.annotations?.[defaultClass] === 'true',
          )
      : this.#client.get(classes, undefined, spec.storageClassName);
  }

  #bind(claim: KubernetesObject, storageClass: KubernetesObject) {
    const { metadata, spec } = claim;
    const volume = `pvc-${metadata.uid}`;
    const capacity = { storage: spec.resources?.requests?.storage ?? '1Gi' };
    if (!this.#client.get('persistentvolumes', undefined, volume)) {
      const created = this.#client.create('persistentvolumes', {
        metadata: { name: volume },
        spec: {
          accessModes: spec.accessModes,
          capacity,
          claimRef: {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            name: metadata.name,
            namespace: metadata.namespace,
            uid: metadata.uid,
          },
          csi: { driver: storageClass.provisioner, volumeHandle: volume },
          persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
          storageClassName: storageClass.metadata.name,
        },
      });
      this.#client.updateStatus('persistentvolumes', created, {
        phase: 'Bound',
      });
    }
    this.#client.update(claims, claim, draft => {
      draft.spec.volumeName = volume;
      draft.spec.storageClassName ??= storageClass.metadata.name;
    });
    this.#client.updateStatus(claims, claim, {
      phase: 'Bound',
      accessModes: spec.accessModes,
      capacity,
    });
  }

  #removeVolumes(key: string) {
    for (const volume of this.#client.list('persistentvolumes')) {
      const { claimRef, persistentVolumeReclaimPolicy } = volume.spec;
      if (
        claimRef &&
        `${claimRef.namespace}/${claimRef.name}` === key &&
        persistentVolumeReclaimPolicy === 'Delete'
      ) {
        this.#client.delete('persistentvolumes', volume);
      }
    }
  }
}
