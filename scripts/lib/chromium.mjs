// Finds a browser for the journeys, or gets one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { Advice } from './progress.mjs';
import { root } from './toolchain.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * @returns {string} path of a Chromium
 * @throws Advice saying how to install one
 */
export function ensureChromium(env, note) {
  const found = findChromium();
  if (found) {
    return found;
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    note('installing Debian’s chromium');
    const quiet = {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-q'], quiet);
    spawnSync(
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
      quiet,
    );
  } else {
    note('letting Playwright fetch its Chromium');
    spawnSync('yarn', ['playwright', 'install', 'chromium'], {
      cwd: root,
      env,
      stdio: 'ignore',
    });
  }
  const installed = findChromium();
  if (!installed) {
    throw new Advice(
      'The browser journeys need Chromium. Install it (Debian: apt-get install chromium) or name one in RUNWAY_CHROMIUM, then run npm test again.',
    );
  }
  return installed;
}

function findChromium() {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap(folder => NAMES.map(name => join(folder, name)));
  return [
    process.env.RUNWAY_CHROMIUM,
    ...onPath,
    ...PLACES,
    fromPlaywright(),
  ].find(path => path && existsSync(path));
}

function fromPlaywright() {
  try {
    const require = createRequire(join(root, 'package.json'));
    return require('@playwright/test').chromium.executablePath();
  } catch {
    return undefined;
  }
}
