/**
 * What runs where: Argo CD in the portal.
 *
 * @packageDocumentation
 */
export { argocdPlugin as default } from './plugin';
export { argocdApiRef } from './api/argocdApiRef';
export { useApplications } from './hooks/useApplications';
export type { ApplicationsState } from './hooks/useApplications';
export { ServiceHealthList } from './components/ServiceHealthList/ServiceHealthList';
export type { ServiceHealthListProps } from './components/ServiceHealthList/ServiceHealthList';
export { needsAttention } from './components/ServiceHealthList/needsAttention';
export { HealthSummary } from './components/HealthLabel/HealthSummary';
