export { onboardingApiRef } from './api/onboardingApiRef';
export { FirstDaysCard } from './components/LazyFirstDaysCard';
export { onboardingPlugin as default } from './plugin';
export { onboardingRouteRef } from './routes';
