import type { SourceStatus } from '@runway/plugin-argocd-common';

/** Whether everybody who was asked has told something: only then an empty answer says that there is nothing. */
export const isAnswered = (sources: SourceStatus[]): boolean =>
  sources.every(({ state }) => state !== 'failed');
