// Runway's delivery beside Roadie's Argo CD plugin: what the same service's page costs Argo CD and the network.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureChromium } from '../lib/chromium.mjs';
import { step } from '../lib/progress.mjs';
import { startCountingProxy } from './countingProxy.mjs';
import { deliverService } from './deliveredService.mjs';
import {
  APPLICATIONS,
  instances,
  requestsOf,
  scaleComponent,
  scaleServices,
  startDeliveryPortal,
  startFullSandbox,
  until,
  writeComponents,
} from './deliveryPlatform.mjs';
import { median } from './Figures.mjs';
import { openPages } from './openPages.mjs';
import { roadieApp } from './roadieApp.mjs';
import { stopAtDeath } from './stopAtDeath.mjs';

const PART = 'delivery-peer';
const GOAL = 0.1;
/** What Runway asks of GitLab for these pages: which versions ran, and their commits, merge requests and pipelines. */
const FOR_PAGES =
  /\/files\/services%2F|&path=services%2F|\/commits\?ref_name=[0-9a-f]{8,}|\/merge_requests\?|\/pipelines\?sha=/;
/** The log of requests is written behind them. */
const LOG_SETTLES_MS = 500;

export async function measureDeliveryPeer({
  env,
  stateDir,
  figures,
  repetitions,
}) {
  const chromium = await step('Chromium', note => ensureChromium(env, note));
  const upstreams = stopAtDeath();
  try {
    const sandbox = await step(
      `Sandbox, 2 x ${APPLICATIONS} applications`,
      () => startFullSandbox(upstreams, { env, stateDir }),
    );
    const service = scaleServices(11).at(-1);
    const { annotations, removed } = await deliverService(sandbox, service);
    const common = {
      env,
      sandbox,
      service,
      components: [scaleComponent(service, annotations)],
      chromium,
      repetitions,
    };
    const roadie = await step('Roadie’s plugin', note =>
      measureRoadie({ ...common, stateDir: join(stateDir, 'roadie'), note }),
    );
    const runway = await step('Runway', () =>
      measureRunway({ ...common, stateDir: join(stateDir, 'peer'), removed }),
    );
    record(figures, { roadie, runway });
  } finally {
    await upstreams.stop();
  }
}

async function measureRoadie(options) {
  const { env, stateDir, sandbox, components, service, note } = options;
  const processes = stopAtDeath();
  const proxy = await startCountingProxy(sandbox.url);
  try {
    const app = await roadieApp(
      env,
      {
        stateDir,
        instances: instances(sandbox, proxy.url),
        components: writeComponents(join(stateDir, 'catalog'), components),
      },
      note,
    );
    await app.start(processes);
    const token = await app.token();
    await until('the catalog', async () => {
      const { ok } = await fetch(
        `${app.url}/api/catalog/entities/by-name/component/default/${service}`,
        { headers: { authorization: `Bearer ${token}` } },
      );
      return ok;
    });
    return await openPages(app, proxy, options, {
      page: {
        path: `/catalog/default/component/${service}`,
        shows: async page => {
          // It takes the last of an application's ten records off.
          await page.getByText('1-5 of 27').last().waitFor();
          await page.getByText(`${service}-production`).first().waitFor();
          await page
            .getByText('Loading...')
            .first()
            .waitFor({ state: 'detached' });
        },
      },
    });
  } finally {
    await processes.stop();
    await proxy.close();
  }
}

async function measureRunway(options) {
  const { env, stateDir, sandbox, components, service, removed } = options;
  const processes = stopAtDeath();
  const proxy = await startCountingProxy(sandbox.url);
  try {
    const { app, requestLog } = await startDeliveryPortal(processes, {
      env,
      stateDir,
      sandbox,
      components,
      instances: instances(sandbox, proxy.url),
      applications: 2 * APPLICATIONS - removed,
    });
    const toStart = proxy.passed.length;
    const path = `/catalog/default/component/${service}`;
    const pages = {
      page: {
        path,
        shows: page =>
          page.getByRole('list', { name: /^Environments in/ }).waitFor(),
      },
      tab: {
        path: `${path}/delivery`,
        shows: async page => {
          const rows = page
            .getByRole('table', { name: /^Deployments/ })
            .getByRole('row');
          // The first row has the names of the columns.
          await rows.nth(30).waitFor();
        },
      },
    };
    const askedOfGitLab = async () => {
      await sleep(LOG_SETTLES_MS);
      return requestsOf(requestLog).filter(
        ({ url }) => url.includes('/gitlab/') && FOR_PAGES.test(url),
      ).length;
    };
    // The lane was asked for already, to see whether the catalog is there.
    const askedBefore = await askedOfGitLab();
    const figures = await openPages(app, proxy, options, pages, askedOfGitLab);
    return { ...figures, toStart, askedBefore };
  } finally {
    await processes.stop();
    await proxy.close();
  }
}

function record(figures, { roadie, runway }) {
  const compare = (what, unit, pick, [own, other], goal) =>
    figures.record(PART, {
      what,
      unit,
      value: median(own.map(pick)),
      stock: median(other.map(pick)),
      goal,
    });
  const upstream = page => page.upstream;
  const kilobytes = ({ answers }) =>
    answers.reduce((total, { bytes }) => total + bytes / 1000, 0);

  const opened = [runway.page, roadie.page];
  compare('page: requests to Argo CD', '', upstream, opened, GOAL);
  compare('page: delivery to the browser', 'KB', kilobytes, opened, GOAL);
  compare(
    'page: requests of the browser for it',
    '',
    ({ answers }) => answers.length,
    opened,
  );
  compare(
    'page: everything to the browser',
    'KB',
    ({ allBytes }) => allBytes / 1000,
    opened,
  );
  const leftOpen = [runway.leftOpen, roadie.leftOpen];
  compare(
    'page for a minute: requests to Argo CD',
    '',
    upstream,
    leftOpen,
    GOAL,
  );
  compare(
    'page for a minute: delivery to the browser',
    'KB',
    kilobytes,
    leftOpen,
    GOAL,
  );
  // What Roadie's two cards show, and nothing else that the tab does.
  const laneAndHistory = runway.tab.map(({ answers }) => ({
    answers: answers.filter(({ path }) => /\/(lane|history)$/.test(path)),
  }));
  compare(
    'lane and history: delivery to the browser',
    'KB',
    kilobytes,
    [laneAndHistory, roadie.page],
    GOAL,
  );
  const tab = [runway.tab, roadie.page];
  compare('whole Delivery tab: requests to Argo CD', '', upstream, tab, GOAL);
  compare('whole Delivery tab: delivery to the browser', 'KB', kilobytes, tab);

  const alone = (what, value) =>
    figures.record(PART, {
      what: `Runway alone: ${what}`,
      unit: 'requests',
      value,
    });
  alone('to Argo CD until all is known', runway.toStart);
  alone('to Argo CD in a minute, whoever looks', runway.leftOpen[0].ofItself);
  const ofGitLab = samples => samples.map(({ elsewhere }) => elsewhere);
  const [first, ...later] = ofGitLab(runway.tab);
  alone(
    'to GitLab until page and Delivery tab were seen once',
    ofGitLab(runway.page).reduce(
      (total, asked) => total + asked,
      runway.askedBefore + first,
    ),
  );
  if (later.length) {
    alone('to GitLab, later looks at the Delivery tab', median(later));
  }
}
