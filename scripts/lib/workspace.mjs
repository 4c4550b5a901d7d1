// Installs and builds what has changed since the last time, and nothing else.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './run.mjs';
import { root, stateDir } from './toolchain.mjs';

const stampDir = join(stateDir, 'stamps');
const logDir = join(stateDir, 'logs');

/** Installs the dependencies when yarn.lock or a package.json has changed. */
export async function ensureInstalled(env) {
  const stamp = digest(['package.json', 'yarn.lock', ...packageFiles()]);
  if (
    existsSync(join(root, 'node_modules')) &&
    readStamp('install') === stamp
  ) {
    return 'nothing changed';
  }
  await run('yarn', ['install', '--immutable'], {
    cwd: root,
    env,
    log: join(logDir, 'install.log'),
    advice:
      'Check the network or the npm registry setting, then run the command again.',
  });
  writeStamp('install', stamp);
  return 'installed';
}

/** Builds the frontend when its sources, its configuration or its dependencies have changed. */
export async function ensureBuilt(env) {
  const stamp = digest([
    'yarn.lock',
    'app-config.yaml',
    ...filesBelow('packages/app', ['src', 'public', 'package.json']),
    ...frontendPlugins().flatMap(plugin =>
      filesBelow(plugin, ['src', 'package.json']),
    ),
  ]);
  if (
    existsSync(join(root, 'packages/app/dist/index.html')) &&
    readStamp('app') === stamp
  ) {
    return 'nothing changed';
  }
  await run('yarn', ['workspace', 'app', 'build'], {
    cwd: root,
    env,
    log: join(logDir, 'build.log'),
  });
  writeStamp('app', stamp);
  return 'built';
}

/** Builds the bundle of the backend, as for the image, when anything in the workspaces has changed. */
export async function ensureBackendBuilt(env) {
  const stamp = digest([
    'yarn.lock',
    'app-config.yaml',
    ...workspaces().flatMap(folder =>
      filesBelow(folder, ['src', 'public', 'migrations', 'package.json']),
    ),
  ]);
  if (
    existsSync(join(root, 'packages/backend/dist/bundle.tar.gz')) &&
    readStamp('backend') === stamp
  ) {
    return 'nothing changed';
  }
  await run('yarn', ['workspace', 'backend', 'build'], {
    cwd: root,
    env,
    log: join(logDir, 'build.log'),
  });
  writeStamp('backend', stamp);
  return 'built';
}

function workspaces() {
  return packageFiles().map(file => dirname(file));
}

function packageFiles() {
  return ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .map(name => `${folder}/${name}/package.json`)
      .filter(file => existsSync(join(root, file))),
  );
}

function frontendPlugins() {
  return readdirSync(join(root, 'plugins'))
    .filter(name => !/-(backend|node)(-|$)/.test(name))
    .map(name => `plugins/${name}`);
}

function filesBelow(folder, entries) {
  return entries.flatMap(entry => {
    const path = join(root, folder, entry);
    if (!existsSync(path)) {
      return [];
    }
    if (entry.endsWith('.json')) {
      return [`${folder}/${entry}`];
    }
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(file => file.isFile())
      .map(file =>
        join(file.parentPath ?? file.path, file.name).slice(root.length + 1),
      )
      .sort();
  });
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function readStamp(name) {
  const file = join(stampDir, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function writeStamp(name, value) {
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(join(stampDir, name), value);
}
