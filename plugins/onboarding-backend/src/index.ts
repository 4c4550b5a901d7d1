export { onboardingPlugin as default } from './plugin';
