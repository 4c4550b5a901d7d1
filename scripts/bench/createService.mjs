import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** As often as the page of a run asks (`useRun` in plugins/provisioning). */
const POLL_MS = 1_000;

/**
 * Presses Create as a browser does, and watches as its page does until the service is Healthy and the run has ended.
 * _Healthy_ is when the page shows it; the end is what the portal says, as the steps' own times know whole seconds only.
 *
 * @param {import('../lib/PortalClient.mjs').PortalClient} person
 * @returns {Promise<{clickedAt: number, endedAt: number, healthySeconds: number, totalSeconds: number, steps: {id: string, startedAt: number, finishedAt: number}[]}>}
 *   times in milliseconds since the epoch
 * @throws when the run fails
 */
export async function createService(person, { name, team }) {
  const clickedAt = Date.now();
  let healthySeconds;
  const { id } = await person.post('/provisioning/runs', {
    templateRef: 'template:default/api-service',
    requestId: randomUUID(),
    values: {
      name,
      owner: `group:default/${team}`,
      description: 'Measures how long a person waits.',
      port: 8080,
      minReplicas: 1,
      maxReplicas: 3,
    },
  });
  for (;;) {
    const run = await person.get(`/provisioning/runs/${id}`);
    if (run.status === 'failed') {
      throw new Error(`${name} failed: ${run.error.message}`);
    }
    const deployment = run.steps.find(step => step.id === 'deployment');
    if (deployment?.status === 'succeeded') {
      healthySeconds ??= (Date.now() - clickedAt) / 1000;
    }
    if (run.status === 'succeeded') {
      const endedAt = Date.parse(run.finishedAt);
      return {
        clickedAt,
        endedAt,
        healthySeconds,
        totalSeconds: (endedAt - clickedAt) / 1000,
        steps: run.steps.map(step => ({
          id: step.id,
          startedAt: Date.parse(step.startedAt),
          finishedAt: Date.parse(step.finishedAt),
        })),
      };
    }
    await sleep(POLL_MS);
  }
}
