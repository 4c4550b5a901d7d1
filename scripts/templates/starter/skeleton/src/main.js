import { createApp } from './createApp.js';

const { server, shutdown } = createApp();
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, shutdown);
}
server.listen(Number(process.env.PORT ?? 8080), '0.0.0.0');
