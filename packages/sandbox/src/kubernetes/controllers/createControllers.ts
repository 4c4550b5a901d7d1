import { KubeletController } from '../kubelet/KubeletController';
import { SchedulerController } from '../kubelet/SchedulerController';
import { AutoscalerController } from './AutoscalerController';
import type { CertificateAuthority } from './certificates/CertificateAuthority';
import { CertificateController } from './certificates/CertificateController';
import type { Controller, ControllerContext } from './Controller';
import { CronJobController } from './jobs/CronJobController';
import { DaemonSetController } from './DaemonSetController';
import { DefinitionController } from './DefinitionController';
import { DeploymentController } from './deployment/DeploymentController';
import { DisruptionController } from './DisruptionController';
import { EndpointsController } from './EndpointsController';
import { EventExpiryController } from './EventExpiryController';
import { GarbageCollector } from './GarbageCollector';
import { JobController } from './jobs/JobController';
import { LoadBalancerController } from './LoadBalancerController';
import { NamespaceController } from './NamespaceController';
import { QuotaController } from './QuotaController';
import { ReplicaSetController } from './ReplicaSetController';
import { StatefulSetController } from './StatefulSetController';
import { TokenSecretController } from './TokenSecretController';
import { VaultAuthController } from './vault/VaultAuthController';
import { VaultSecretController } from './vault/VaultSecretController';
import { VolumeController } from './VolumeController';

/** All that brings a cluster to life. */
export function createControllers(
  context: ControllerContext,
  authority: CertificateAuthority,
): {
  all: Controller[];
  kubelet: KubeletController;
  vaultSecrets: VaultSecretController;
} {
  const kubelet = new KubeletController(context);
  const vaultSecrets = new VaultSecretController(context);
  return {
    kubelet,
    vaultSecrets,
    all: [
      new NamespaceController(context),
      new GarbageCollector(context),
      new DefinitionController(context),
      new DeploymentController(context),
      new ReplicaSetController(context),
      new StatefulSetController(context),
      new DaemonSetController(context),
      new JobController(context),
      new CronJobController(context),
      new SchedulerController(context),
      kubelet,
      new EndpointsController(context),
      new LoadBalancerController(context),
      new AutoscalerController(context),
      new DisruptionController(context),
      new QuotaController(context),
      new VolumeController(context),
      new TokenSecretController(context),
      new CertificateController(context, authority),
      new VaultAuthController(context),
      vaultSecrets,
      new EventExpiryController(context),
    ],
  };
}
