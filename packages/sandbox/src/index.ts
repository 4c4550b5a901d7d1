export * from './core/Sandbox';
export type * from './core/SandboxContext';
export type * from './faults/FaultRule';
export type { Faults } from './faults/Faults';
export type { ScaleOptions } from './scale/ScaleOptions';
export { runwayConfig } from './testUtils/runwayConfig';
export { until } from './testUtils/until';
export * from './testUtils/useSandbox';
