// Jobs by hand: `add <id> <json>`, `dead`, `revive <id>`. In a pod: kubectl exec deploy/<worker> -- node dist/jobs.js dead
import { parseArgs } from 'node:util';
import { loadConfig } from './config.ts';
import { openQueue } from './queue/openQueue.ts';
import type { Queue } from './queue/Queue.ts';

const USAGE = `Usage:
  add <id> <payload as JSON>   asks for a job
  dead                         lists the jobs that failed for good
  revive <id>                  tries one of them again`;

async function run(queue: Queue, [command, id, payload]: string[]): Promise<string> {
  if (command === 'add' && id && payload) {
    const added = await queue.add(id, JSON.parse(payload));
    return added ? `${id} waits.` : `There is a job ${id} already.`;
  }
  if (command === 'dead') {
    const letters = await queue.deadLetters();
    return letters.map(letter => JSON.stringify(letter)).join('\n') || 'None.';
  }
  if (command === 'revive' && id) {
    return (await queue.revive(id)) ? `${id} waits again.` : `No job ${id} failed for good.`;
  }
  throw new Error(USAGE);
}

const { positionals } = parseArgs({ allowPositionals: true });
const config = loadConfig(process.env);
if (config.queue === 'memory') {
  throw new Error('QUEUE is memory: only the worker itself sees its jobs. Set DATABASE_URL.');
}
const queue = await openQueue(config, error => console.error(error.message));
try {
  console.log(await run(queue, positionals));
} finally {
  await queue.close();
}
