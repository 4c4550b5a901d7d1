export * from './core/Sandbox';
export type * from './core/SandboxContext';
