// How long it takes until a person sees what has changed in Argo CD.
import { setTimeout as sleep } from 'node:timers/promises';
import { changeApplication } from './deliveryPlatform.mjs';
import { launchBrowser, signInOnce } from './firstPage.mjs';

const CHANGES = 25;
const WITHIN_MS = 30_000;
/** Changes come at any moment, not in step with anything. */
const PAUSE_MS = { least: 400, most: 1_600 };

/**
 * A browser shows the service's page. From the moment before an application is changed in the sandbox until the browser
 * has painted what is new.
 *
 * @returns {Promise<number[]>} milliseconds, one for each change
 */
export async function timeOnScreen({ chromium, portal, sandbox, service }) {
  const { app, person } = portal;
  const { stages } = await person.get(`/argocd/services/${service}/lane`);
  const [application] = stages.find(
    ({ applications }) => applications.length,
  ).applications;
  const browser = await launchBrowser(chromium);
  try {
    const session = await signInOnce(browser, app);
    const context = await browser.newContext({ storageState: session });
    const page = await context.newPage();
    await page.goto(`${app.url}/catalog/default/component/${service}`);
    await page.getByRole('list', { name: /^Environments in/ }).waitFor();
    const change = async text => {
      const shown = page.evaluate(untilPainted, [text, WITHIN_MS]);
      const started = performance.now();
      await changeApplication(sandbox, application, {
        status: { health: { status: 'Degraded', message: text } },
      });
      if (!(await shown)) {
        throw new Error(`"${text}" did not come within ${WITHIN_MS / 1000} s`);
      }
      return performance.now() - started;
    };
    // Whoever has just opened the page may not hear signals yet; that is not what is measured.
    await change('On the screen: 0');
    const times = [];
    for (let n = 1; n <= CHANGES; n++) {
      const { least, most } = PAUSE_MS;
      await sleep(least + Math.random() * (most - least));
      times.push(await change(`On the screen: ${n}`));
    }
    return times;
  } finally {
    await browser.close();
  }
}

/** In the browser. @returns {Promise<boolean>} whether the text came in time */
function untilPainted([text, withinMs]) {
  return new Promise(resolve => {
    const isThere = () => document.body.innerText.split('\n').includes(text);
    const end = shown => {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(shown)));
    };
    const observer = new MutationObserver(() => isThere() && end(true));
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    setTimeout(() => end(false), withinMs);
  });
}
