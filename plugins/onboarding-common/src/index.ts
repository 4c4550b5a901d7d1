export * from './OnboardingClient';
export * from './permissions';
export * from './schemas';
