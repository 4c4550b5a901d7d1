import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../lib/toolchain.mjs';

// As the backend itself is loaded, so that checks run what runs in production.
const require = createRequire(join(root, 'packages/backend/package.json'));
let ready = false;

/**
 * Loads a module of the product that is written in TypeScript.
 * @param {string} path below the root, e.g. `plugins/x/src/Y.ts`
 * @returns {any} what it exports
 */
export function portalCode(path) {
  if (!ready) {
    require(join(
      root,
      'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
    ));
    ready = true;
  }
  return require(join(root, path));
}
