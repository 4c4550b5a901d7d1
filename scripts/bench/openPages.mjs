// Opens pages in Chromium, and counts what each costs the network and the upstream systems.
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser, loadFirstPage, signInOnce } from './firstPage.mjs';

const LEFT_OPEN_MS = 60_000;
/**
 * What Runway asks of Argo CD whether or not somebody looks: is it well, has the index missed something (a selector that
 * nothing matches), did failed runs leave something behind.
 */
const OF_ITSELF =
  /\/api\/version$|\/session\/userinfo$|selector=runway\.aerq\.io%2F(none|run-id)/;

/**
 * @typedef {object} PageFigures
 * @property {number} upstream - requests to Argo CD while it was open, without `ofItself`
 * @property {number} ofItself - requests to Argo CD in that time that no page is the reason of
 * @property {number} elsewhere - requests to another upstream system in that time
 * @property {{path: string, bytes: number}[]} answers - of the plugin's backend to the browser, compressed as they came,
 *   with headers
 * @property {number} allBytes - everything that the page transferred, with nothing in the cache
 */

/**
 * @param {import('./apps.mjs').App} app - whose Argo CD is behind the proxy
 * @param {Awaited<ReturnType<typeof import('./countingProxy.mjs').startCountingProxy>>} proxy
 * @param {{chromium: string, repetitions: number}} options
 * @param {Record<string, {path: string, shows: (page: object) => Promise<void>}>} pages - `shows` resolves when all of the
 *   page can be read
 * @param {() => Promise<number>} [countElsewhere] - requests to another upstream system so far
 * @returns {Promise<Record<string, PageFigures[]>>} by page, one for each time it was opened; `leftOpen` is the page
 *   `page` that stayed open for a minute
 */
export async function openPages(
  app,
  proxy,
  { chromium, repetitions },
  pages,
  countElsewhere = async () => 0,
) {
  const browser = await launchBrowser(chromium);
  try {
    const session = await signInOnce(browser, app);
    const open = async ({ path, shows }, stayMs = 0) => {
      const elsewhere = await countElsewhere();
      const before = proxy.passed.length;
      const { bytes, responses } = await loadFirstPage(
        browser,
        app,
        session,
        path,
        async page => {
          await shows(page);
          await sleep(stayMs);
        },
      );
      const passed = proxy.passed.slice(before);
      const ofItself = passed.filter(each => OF_ITSELF.test(each.path)).length;
      return {
        upstream: passed.length - ofItself,
        ofItself,
        elsewhere: (await countElsewhere()) - elsewhere,
        answers: responses
          .map(each => ({ ...each, path: each.url.slice(app.url.length) }))
          .filter(each => each.path.startsWith('/api/argocd/')),
        allBytes: bytes,
      };
    };
    const figures = {};
    for (const [name, page] of Object.entries(pages)) {
      figures[name] = [];
      for (let n = 0; n < repetitions; n++) {
        figures[name].push(await open(page));
      }
    }
    figures.leftOpen = [await open(pages.page, LEFT_OPEN_MS)];
    return figures;
  } finally {
    await browser.close();
  }
}
