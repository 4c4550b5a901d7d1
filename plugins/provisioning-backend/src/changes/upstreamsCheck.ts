import { probeUpstream } from '@runway/integrations';
import type { Check } from '@runway/plugin-provisioning-common';
import type { ChangeContext, PlannedItem } from './types';

const ANSWERS_WITHIN_MS = 5_000;

const TITLES: Record<string, string> = { argocd: 'Argo CD', vault: 'Vault' };

/**
 * Whether the systems that something is to be removed from answer. One that doesn't is a warning only: people take longer
 * to approve than most outages last, and what fails then is done by Retry. Without GitLab there is no plan at all.
 */
export async function upstreamsCheck(
  items: PlannedItem[],
  { upstreams, signal }: ChangeContext,
): Promise<Check> {
  const started = performance.now();
  const during = AbortSignal.any([
    signal,
    AbortSignal.timeout(ANSWERS_WITHIN_MS),
  ]);
  const instances = (system: 'argocd' | 'vault') =>
    new Set(
      items
        .filter(item => item.system === system && item.effect !== 'keep')
        .map(({ instance }) => instance),
    );
  const clients = [
    ...[...instances('argocd')].map(name => upstreams.argocd(name)),
    ...[...instances('vault')].map(name => upstreams.vault(name)),
  ];
  const problems = await Promise.all(
    clients.map(async client => {
      const name = `${TITLES[client.system]} (${client.instance})`;
      try {
        const { state } = await probeUpstream(upstreams, client, during);
        return state === 'down' ? name : undefined;
      } catch {
        signal.throwIfAborted();
        return name;
      }
    }),
  );
  const ill = problems.filter(problem => problem !== undefined);
  return {
    id: 'upstreams',
    title: 'The systems it is removed from answer',
    status: ill.length > 0 ? 'warning' : 'ok',
    message:
      ill.length > 0
        ? `No answer from ${ill.join(', ')}.`
        : 'All of them answer.',
    action:
      ill.length > 0
        ? 'You can go on: what can’t be removed then is listed, and done by Retry.'
        : undefined,
    durationMs: Math.round(performance.now() - started),
  };
}
