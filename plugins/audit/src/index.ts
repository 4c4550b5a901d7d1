export { auditApiRef } from './api/auditApiRef';
export { auditPlugin as default } from './plugin';
export { auditRouteRef } from './routes';
