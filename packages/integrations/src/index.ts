/**
 * Clients for the upstream systems: GitLab, Argo CD, Vault, Kubernetes.
 *
 * @packageDocumentation
 */
export * from './argocd/ArgoCdClient';
export * from './argocd/ArgoCdDeliveryTypes';
export * from './argocd/ArgoCdTypes';
export { readUpstreamsConfig } from './config/readUpstreamsConfig';
export * from './config/UpstreamsConfig';
export * from './gitlab/GitLabClient';
export * from './gitlab/GitLabDeliveryTypes';
export * from './gitlab/GitLabTypes';
export { raceWithSignal } from './http/raceWithSignal';
export { isUpstreamError } from './http/UpstreamError';
export type { UpstreamError, UpstreamErrorDetails } from './http/UpstreamError';
export { HealthChecks } from './health/HealthChecks';
export type { CheckResult } from './health/HealthChecks';
export {
  healthChecksServiceRef,
  upstreamMonitorServiceRef,
} from './health/healthServiceRefs';
export { probeUpstream } from './health/probeUpstream';
export * from './health/UpstreamHealth';
export { UpstreamMonitor } from './health/UpstreamMonitor';
export * from './kubernetes/KubernetesClient';
export * from './kubernetes/KubernetesTypes';
export { parseQuantity } from './kubernetes/parseQuantity';
export * from './telemetry/spanIdentity';
export * from './upstreams/UpstreamClient';
export type { Upstreams } from './upstreams/Upstreams';
export { createUpstreams } from './upstreams/createUpstreams';
export type { UpstreamsOptions } from './upstreams/createUpstreams';
export type { CallTuning } from './http/createCallPolicies';
export * from './vault/VaultClient';
export {
  rootUpstreamsServiceRef,
  upstreamsServiceRef,
} from './upstreamsServiceRef';
