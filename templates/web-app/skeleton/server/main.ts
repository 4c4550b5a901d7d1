import { fileURLToPath } from 'node:url';
import { buildServer } from './buildServer.ts';
import { loadConfig } from './config.ts';
import { shutdown } from './shutdown.ts';

const config = loadConfig(process.env);
// dist/web, next to dist/server.
const app = buildServer(config, fileURLToPath(new URL('../web', import.meta.url)));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    app.log.info({ signal }, 'shutting down');
    shutdown(app).then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ err: error }, 'shut down with requests open');
        process.exit(1);
      },
    );
  });
}

await app.listen({ host: '0.0.0.0', port: config.port });
