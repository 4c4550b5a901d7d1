// Loaded into the portal's process by a benchmark (node --import): writes down when each request to an upstream system
// was under way, as lines of JSON. Both undici and Node's own fetch publish these events.
import { subscribe } from 'node:diagnostics_channel';
import { createWriteStream } from 'node:fs';

const output = createWriteStream(process.env.RUNWAY_BENCH_REQUESTS, {
  flags: 'a',
});
const started = new WeakMap();

subscribe('undici:request:create', ({ request }) => {
  started.set(request, Date.now());
});
for (const end of ['undici:request:trailers', 'undici:request:error']) {
  subscribe(end, ({ request }) => {
    const startedAt = started.get(request);
    if (startedAt !== undefined) {
      started.delete(request);
      output.write(
        `${JSON.stringify({
          url: `${request.origin}${request.path}`,
          method: request.method,
          startedAt,
          endedAt: Date.now(),
        })}\n`,
      );
    }
  });
}
