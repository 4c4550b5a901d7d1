import type { KubernetesObject } from '../../../core/SandboxContext';
import type { Health } from './assessHealth';
import { conditionsOf } from './workloadHealth';

/** Health from a `Ready` condition, which is how most custom resources say it. */
function readyHealth(waiting: string): (object: KubernetesObject) => Health {
  return object => {
    const ready = conditionsOf(object).find(
      condition =>
        condition.type === 'Ready' &&
        (condition.status === 'True' || condition.status === 'False'),
    );
    if (!ready) {
      return { status: 'Progressing', message: waiting };
    }
    return {
      status: ready.status === 'True' ? 'Healthy' : 'Degraded',
      message: ready.message,
    };
  };
}

const certificateReady = readyHealth('Waiting for certificate');

function certificateHealth(certificate: KubernetesObject): Health {
  const issuing = conditionsOf(certificate).find(
    condition => condition.type === 'Issuing' && condition.status === 'True',
  );
  return issuing
    ? { status: 'Progressing', message: issuing.message }
    : certificateReady(certificate);
}

/** Not every version of the operator sets conditions: a secret counts as synced once its data has a digest, too. */
function vaultSecretHealth(secret: KubernetesObject): Health {
  const conditions = conditionsOf(secret);
  const failed = conditions.find(condition => condition.status === 'False');
  if (failed) {
    return { status: 'Degraded', message: failed.message };
  }
  return secret.status?.secretMAC ||
    secret.status?.lastGeneration > 0 ||
    conditions.some(condition => condition.status === 'True')
    ? { status: 'Healthy' }
    : { status: 'Progressing', message: 'Waiting for the secret to be synced' };
}

function budgetHealth(budget: KubernetesObject): Health {
  const conditions = conditionsOf(budget);
  const failed = conditions.find(
    ({ status, reason }) => status === 'False' && reason !== 'InsufficientPods',
  );
  if (failed) {
    return {
      status: 'Degraded',
      message: `PodDisruptionBudget has ${failed.reason}`,
    };
  }
  return conditions.length > 0
    ? {
        status: 'Healthy',
        message: `PodDisruptionBudget has ${conditions.at(-1)?.reason}`,
      }
    : { status: 'Progressing', message: 'Waiting for status' };
}

/** As configured for applications of applications: an Application is as healthy as it says itself. */
function applicationHealth(application: KubernetesObject): Health {
  const { status, message } = application.status?.health ?? {};
  return { status: status || 'Progressing', message };
}

/** Health of kinds that Argo CD assesses by script. */
export const customHealth: Record<
  string,
  (object: KubernetesObject) => Health
> = {
  'argoproj.io/Application': applicationHealth,
  'cert-manager.io/Certificate': certificateHealth,
  'cert-manager.io/Issuer': readyHealth('Initializing issuer'),
  'cert-manager.io/ClusterIssuer': readyHealth('Initializing ClusterIssuer'),
  'external-secrets.io/ExternalSecret': readyHealth(
    'Waiting for ExternalSecret',
  ),
  'policy/PodDisruptionBudget': budgetHealth,
  'secrets.hashicorp.com/VaultAuth': vaultConnectionHealth,
  'secrets.hashicorp.com/VaultConnection': vaultConnectionHealth,
  'secrets.hashicorp.com/VaultDynamicSecret': vaultSecretHealth,
  'secrets.hashicorp.com/VaultPKISecret': vaultSecretHealth,
  'secrets.hashicorp.com/VaultStaticSecret': vaultSecretHealth,
};

/** Most installations of the operator say nothing more than that it is not valid. */
function vaultConnectionHealth(object: KubernetesObject): Health {
  return object.status?.valid === false
    ? { status: 'Degraded', message: object.status.error }
    : { status: 'Healthy' };
}
