export { provisioningApiRef } from './api/provisioningApiRef';
export { changesApiRef } from './api/changesApiRef';
export { reconciliationApiRef } from './api/reconciliationApiRef';
export { NeedsApprovalCard } from './components/Cards/LazyNeedsApprovalCard';
export { RecentRunsCard } from './components/Cards/LazyRecentRunsCard';
export {
  createRouteExternalRef,
  runRouteRef,
  runsRouteRef,
  templateRouteExternalRef,
} from './routes';
export { catalogEntityModule } from './catalogEntityModule';
export { provisioningPlugin } from './plugin';
export { scaffolderCreateModule } from './scaffolderCreateModule';
export { default } from './features';
