import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { metrics } from '@opentelemetry/api';
import { createArgoCdClient } from '../argocd/createArgoCdClient';
import { readUpstreamsConfig } from '../config/readUpstreamsConfig';
import type {
  InstanceConfig,
  KubernetesConfig,
  VaultConfig,
} from '../config/UpstreamsConfig';
import { createGitLabClient } from '../gitlab/createGitLabClient';
import type { CallTuning } from '../http/createCallPolicies';
import type { TlsOptions } from '../http/createDispatcher';
import { type Credential, staticCredential } from '../http/Credential';
import { createTokenCredential } from '../http/createTokenCredential';
import { UpstreamTransport } from '../http/UpstreamTransport';
import { createKubernetesClient } from '../kubernetes/createKubernetesClient';
import { createKubernetesCredential } from '../kubernetes/createKubernetesCredential';
import { measureUpstreams } from '../telemetry/measureUpstreams';
import { createVaultClient } from '../vault/createVaultClient';
import { createVaultCredential } from '../vault/createVaultCredential';
import { VaultApi } from '../vault/VaultApi';
import type { RequestRecord, UpstreamSystem } from './UpstreamClient';
import type { Upstreams } from './Upstreams';

export interface UpstreamsOptions {
  logger: LoggerService;
  /** Told of every finished call, for metrics. Must not throw. */
  onRequest?(record: RequestRecord): void;
  /** Numbers behind retries and circuit breakers, where the defaults don't do. */
  tuning?: Partial<CallTuning>;
}

/**
 * Makes the clients of all configured upstream systems; sends nothing yet.
 * @throws InputError that names every problem of the configuration
 */
export function createUpstreams(
  rootConfig: RootConfigService,
  options: UpstreamsOptions,
): Upstreams {
  const config = readUpstreamsConfig(rootConfig);
  const { logger, tuning } = options;
  const transports: UpstreamTransport[] = [];
  const listeners = new Set<(record: RequestRecord) => void>();
  const measured = measureUpstreams(
    metrics.getMeter('runway-integrations'),
    transports,
  );
  listeners.add(measured.record);
  if (options.onRequest) {
    listeners.add(record => options.onRequest?.(record));
  }

  const transportOf = (
    system: UpstreamSystem,
    instance: InstanceConfig,
    credential: Credential,
    tls: TlsOptions = {},
  ) => {
    const transport = new UpstreamTransport({
      system,
      config: instance,
      credential,
      logger,
      tls: { ca: instance.caData, ...tls },
      tuning,
      onRequest: record => listeners.forEach(listener => listener(record)),
    });
    transports.push(transport);
    return transport;
  };

  const vaultOf = (instance: VaultConfig) => {
    const credential = createVaultCredential(instance.auth, () => api, logger);
    const transport = transportOf('vault', instance, credential);
    const api = new VaultApi(transport, instance.namespace);
    return createVaultClient(transport, api);
  };

  const kubernetesOf = (instance: KubernetesConfig) => {
    const { auth } = instance;
    const tls =
      auth.type === 'clientCertificate'
        ? { cert: auth.certificate, key: auth.key }
        : {};
    const credential = createKubernetesCredential(auth, logger);
    return createKubernetesClient(
      transportOf('kubernetes', instance, credential, tls),
    );
  };

  const gitlab = config.gitlab.map(instance =>
    createGitLabClient(
      transportOf(
        'gitlab',
        instance,
        staticCredential({ 'private-token': instance.token }, instance.token),
      ),
    ),
  );
  const argocd = config.argocd.map(instance =>
    createArgoCdClient(
      transportOf(
        'argocd',
        instance,
        createTokenCredential(instance.auth, logger),
      ),
    ),
  );
  const vault = config.vault.map(vaultOf);
  const kubernetes = config.kubernetes.map(kubernetesOf);

  return {
    environments: config.environments,
    gitops: config.gitops,
    charts: config.charts,
    infrastructure: config.infrastructure,
    people: config.people,
    registry: config.registry,
    environment: name =>
      config.environments.find(each => each.name === name) ??
      notConfigured('environment', name),
    gitlab: name =>
      name === undefined ? gitlab[0] : named(gitlab, 'GitLab instance', name),
    argocd: name => named(argocd, 'Argo CD instance', name),
    vault: name => named(vault, 'Vault instance', name),
    kubernetes: name => named(kubernetes, 'cluster', name),
    clients: () => [...gitlab, ...argocd, ...vault, ...kubernetes],
    onRequest(listener) {
      // A wrapper of its own, so that the same function can subscribe twice.
      const entry = (record: RequestRecord) => listener(record);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    async close() {
      measured.stop();
      await Promise.all(transports.map(transport => transport.close()));
    },
  };
}

function named<T extends { instance: string }>(
  clients: T[],
  what: string,
  name: string,
): T {
  return (
    clients.find(client => client.instance === name) ??
    notConfigured(what, name)
  );
}

function notConfigured(what: string, name: string): never {
  throw new NotFoundError(`No ${what} is configured under the name "${name}"`);
}
