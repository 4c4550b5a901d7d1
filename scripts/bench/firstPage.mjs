// What a browser loads for the first page after signing in, with nothing in its cache.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../lib/toolchain.mjs';

const QUIET_MS = 1500;
const SETTLED_WITHIN_MS = 30_000;

export async function launchBrowser(executablePath) {
  const require = createRequire(join(root, 'package.json'));
  const { chromium } = require('@playwright/test');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Signs in once.
 * @returns {Promise<object>} cookies and local storage, for `loadFirstPage`
 */
export async function signInOnce(browser, app) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(app.url);
    await app.signIn(page);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/**
 * @typedef {object} FirstPage
 * @property {number} bytes - transferred, compressed as it came, headers included
 * @property {number} scriptBytes - the JavaScript among them
 * @property {number} requests - without WebSockets
 * @property {number} lcpMs - Largest Contentful Paint
 * @property {{method: string, path: string, headers: object, body?: string}[]} apiCalls
 * @property {{url: string, type: string, bytes: number}[]} responses
 */

/**
 * @param {object} storageState - of a person who has signed in
 * @param {(page: object) => Promise<void>} [look] - at the page when nothing happens any more; what it transfers meanwhile
 *   counts as well
 * @returns {Promise<FirstPage>}
 */
export async function loadFirstPage(
  browser,
  app,
  storageState,
  path = '/',
  look = async () => {},
) {
  const context = await browser.newContext({
    storageState,
    viewport: { width: 1280, height: 800 },
  });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: false });
    const requests = new Map();
    let lastChange = Date.now();
    session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
      if (!request.url.startsWith('http')) {
        return;
      }
      lastChange = Date.now();
      requests.set(requestId, { request, type, bytes: 0, ended: false });
    });
    const end = (requestId, bytes) => {
      const entry = requests.get(requestId);
      if (entry) {
        lastChange = Date.now();
        entry.ended = true;
        entry.bytes = bytes ?? entry.bytes;
      }
    };
    session.on('Network.loadingFinished', event =>
      end(event.requestId, event.encodedDataLength),
    );
    session.on('Network.loadingFailed', event => end(event.requestId));
    await page.addInitScript(() => {
      window.benchPaints = [];
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) {
          window.benchPaints.push(entry.startTime);
        }
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    });
    const apiCalls = [];
    page.on('request', request => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith('/api/')) {
        apiCalls.push({
          method: request.method(),
          path: pathname + search,
          headers: request.headers(),
          body: request.postData() ?? undefined,
        });
      }
    });

    await page.goto(app.url + path, { waitUntil: 'commit' });
    const deadline = Date.now() + SETTLED_WITHIN_MS;
    const busy = () =>
      Date.now() - lastChange < QUIET_MS ||
      [...requests.values()].some(({ ended }) => !ended);
    while (busy() && Date.now() < deadline) {
      await sleep(100);
    }
    await look(page);
    const paints = await page.evaluate(() => window.benchPaints);
    const responses = [...requests.values()].map(
      ({ request, type, bytes }) => ({ url: request.url, type, bytes }),
    );
    return {
      bytes: sum(responses),
      scriptBytes: sum(responses.filter(({ type }) => type === 'Script')),
      requests: responses.length,
      lcpMs: paints.at(-1),
      apiCalls,
      responses,
    };
  } finally {
    await context.close();
  }
}

/** Repeats the API calls of page loads, as that many people would, one after the other. */
export async function repeatApiCalls(app, apiCalls, times) {
  for (let n = 0; n < times; n++) {
    await Promise.all(
      apiCalls.map(async ({ method, path, headers, body }) => {
        const { authorization, 'content-type': contentType } = headers;
        const response = await fetch(app.url + path, {
          method,
          headers: {
            ...(authorization && { authorization }),
            ...(contentType && { 'content-type': contentType }),
          },
          // What only a browser can do (event streams) must not hold this up.
          signal: AbortSignal.timeout(5000),
          body,
        }).catch(() => undefined);
        await response?.text().catch(() => undefined);
      }),
    );
  }
}

function sum(responses) {
  return responses.reduce((total, { bytes }) => total + bytes, 0);
}
