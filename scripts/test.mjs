// npm test: everything that CI runs. Each runner's results are added up in the last line.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './lib/chromium.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { bold, dim, green, main, red, step } from './lib/progress.mjs';
import { exitOf } from './lib/run.mjs';
import { ensureToolchain, root, stateDir } from './lib/toolchain.mjs';
import { ensureBuilt, ensureInstalled } from './lib/workspace.mjs';

const reports = join(stateDir, 'reports');

/** Name -> what it runs. Each returns {passed, failed, skipped}. */
const RUNNERS = {
  format: {
    title: 'Formatting',
    run: env =>
      check(env, 'yarn', ['prettier', '--check', '--loglevel', 'warn', '.']),
  },
  lint: {
    title: 'Lint and boundaries',
    run: env =>
      check(env, 'yarn', [
        'backstage-cli',
        'repo',
        'lint',
        '--max-warnings',
        '0',
      ]),
  },
  types: {
    title: 'Types',
    run: env => check(env, 'yarn', ['tsc', '--noEmit']),
  },
  unit: {
    title: 'Unit and integration tests, on SQLite and PostgreSQL',
    run: jest,
  },
  templates: {
    title: 'Templates: forms, files, generated projects, once in a sandbox',
    run: templates,
  },
  platform: {
    title: 'Charts, pipelines, commands',
    run: env => nodeTests(env, ['scripts/{bench,checks,templates}/*.test.mjs']),
  },
  faults: {
    title: 'Fault cases of runs and changes, crashes, replicas, full disk',
    run: env => nodeTests(env, ['scripts/{faults/*,crash}.test.mjs']),
  },
  build: { title: 'Build', run: build },
  e2e: { title: 'Browser journeys', run: playwright },
};

main(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: Object.keys(RUNNERS).join(',') },
    },
  });
  const chosen = values.only.split(',');
  const unknown = chosen.filter(name => !RUNNERS[name]);
  if (unknown.length > 0) {
    console.error(
      `Unknown: ${unknown.join(', ')}. There are: ${Object.keys(RUNNERS).join(
        ', ',
      )}.`,
    );
    process.exit(2);
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const env = await step('Node 24 and Yarn 4', note => ensureToolchain(note));
  await step('Dependencies', async note => note(await ensureInstalled(env)));

  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of chosen) {
    const { title, run } = RUNNERS[name];
    const started = Date.now();
    console.log(`\n${bold(title)}`);
    const counts = await run({ ...env, CI: '1', FORCE_COLOR: '0' });
    for (const key of Object.keys(total)) {
      total[key] += counts[key];
    }
    const mark = counts.failed === 0 ? green('✔') : red('✘');
    console.log(
      `${mark} ${title}: ${counts.passed} passed, ${counts.failed} failed, ${
        counts.skipped
      } skipped ${dim(`(${Math.round((Date.now() - started) / 1000)} s)`)}`,
    );
  }
  console.log(
    `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
  );
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
});

async function execute(env, command, args, options = {}) {
  return exitOf(
    spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      ...options,
    }),
  );
}

/** A check that passes or fails as a whole. */
async function check(env, command, args) {
  const code = await execute(env, command, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function jest(env) {
  const report = join(reports, 'jest.json');
  const postgres = await step('PostgreSQL for the tests', () =>
    startPostgres(),
  );
  try {
    await execute(
      {
        ...env,
        BACKSTAGE_TEST_DATABASE_POSTGRES14_CONNECTION_STRING: postgres.url,
        NODE_OPTIONS: '--max-old-space-size=4096',
      },
      'yarn',
      [
        'backstage-cli',
        'repo',
        'test',
        '--maxWorkers=2',
        // Ends what hangs; five seconds are too few for a first import on a slow machine.
        '--testTimeout=30000',
        '--json',
        `--outputFile=${report}`,
        '--silent',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  } finally {
    await postgres.stop();
  }
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: result.numPassedTests,
    // A file that can't be loaded has no test in it, and is a failure all the same.
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

async function nodeTests(env, files) {
  let output = '';
  const child = spawn('node', ['--test', '--test-reporter=tap', ...files], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', chunk => {
    output += chunk;
  });
  const code = await exitOf(child);
  const count = name =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  if (code !== 0) {
    console.log(output);
  }
  return {
    passed: count('pass'),
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: count('skipped') + count('todo'),
  };
}

/** The kit says each check itself; its last line counts them. */
async function templates(env) {
  let output = '';
  const child = spawn('node', ['scripts/template.mjs', 'test'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', chunk => {
    output += chunk;
    process.stdout.write(chunk);
  });
  const code = await exitOf(child);
  const [, passed, failed, unverified] = (
    /^(\d+) passed, (\d+) failed, (\d+) unverified/m.exec(output) ?? [
      0, 0, 1, 0,
    ]
  ).map(Number);
  return {
    passed,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: unverified,
  };
}

async function build(env) {
  try {
    await step('Frontend', async note => note(await ensureBuilt(env)));
    const code = await execute(env, 'yarn', ['workspace', 'backend', 'build'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return {
      passed: code === 0 ? 2 : 1,
      failed: code === 0 ? 0 : 1,
      skipped: 0,
    };
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function playwright(env) {
  const report = join(reports, 'playwright.json');
  const chromium = await step('Chromium', note => ensureChromium(env, note));
  const code = await execute(
    { ...env, RUNWAY_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    'yarn',
    ['playwright', 'test', '--reporter=list,json'],
  );
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = stats.unexpected + stats.flaky + (errors?.length ?? 0);
  return {
    passed: stats.expected,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: stats.skipped,
  };
}
