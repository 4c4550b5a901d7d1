import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { loadConfig, toBrowserConfig } from './server/config.ts';

/** Gives the development server what server/ gives in an environment. */
function runtimeConfig(): Plugin {
  return {
    name: 'runtime-config',
    configureServer({ middlewares }) {
      middlewares.use('/config.json', (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(toBrowserConfig(loadConfig(process.env))));
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), runtimeConfig()],
  server: { port: 8080, strictPort: true },
  build: { outDir: 'dist/web', sourcemap: true },
  test: {
    // Tests of what runs in a browser say so themselves: `// @vitest-environment jsdom`.
    environment: 'node',
    include: ['{src,server}/**/*.test.{ts,tsx}'],
    setupFiles: ['./test/setup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
