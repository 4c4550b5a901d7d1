// npm run template: tests golden-path templates, and starts a new one.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Advice, dim, main } from './lib/progress.mjs';
import { exitOf } from './lib/run.mjs';
import { ensureToolchain, root, stateDir } from './lib/toolchain.mjs';
import { ensureInstalled } from './lib/workspace.mjs';

const USAGE = `npm run template -- test [name...]   tests all templates, or some
    --update               write the snapshots anew; look at them before you commit them
    --only form,render     some of: form, render, catalog, chart, infrastructure, pipeline, project, create
    --every-example        run the tests of every example's project, not only the default one's
npm run template -- new <name>       starts a template that passes all of this`;

const templates = join(root, 'templates');

main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      update: { type: 'boolean' },
      'every-example': { type: 'boolean' },
    },
  });
  const [command, ...names] = positionals;
  const env = ensureToolchain(message => console.log(dim(message)));
  if (!process.env.RUNWAY_ON_TOOLCHAIN) {
    await ensureInstalled(env);
    // The portal's code and generated projects run on Node 24, whatever the machine has.
    process.exitCode = await exitOf(
      spawn('node', process.argv.slice(1), {
        env: { ...env, RUNWAY_ON_TOOLCHAIN: '1' },
        stdio: 'inherit',
      }),
    );
  } else if (command === 'new' && names.length === 1) {
    const { newTemplate } = await import('./templates/newTemplate.mjs');
    console.log(newTemplate(join(templates, names[0])));
  } else if (command === 'test') {
    await test(names, values);
  } else {
    throw new Advice(USAGE);
  }
});

async function test(names, { only, update, 'every-example': everyExample }) {
  const { KitReport } = await import('./templates/KitReport.mjs');
  const { templateNames } = await import('./templates/readTemplate.mjs');
  const { PARTS, testTemplates } = await import(
    './templates/testTemplates.mjs'
  );
  const all = templateNames(templates);
  const unknown = names.filter(name => !all.includes(name));
  const parts = only?.split(',') ?? PARTS;
  const unknownParts = parts.filter(part => !PARTS.includes(part));
  if (unknown.length + unknownParts.length > 0) {
    throw new Advice(
      [
        unknown.length > 0 &&
          `There is no template ${unknown.join(', ')}. There are: ${all.join(
            ', ',
          )}.`,
        unknownParts.length > 0 &&
          `There is no part ${unknownParts.join(', ')}. There are: ${PARTS.join(
            ', ',
          )}.`,
      ]
        .filter(Boolean)
        .join('\n'),
    );
  }
  const report = new KitReport();
  const folders = (names.length > 0 ? names : all).map(name =>
    join(templates, name),
  );
  await testTemplates(folders, { report, only: parts, update, everyExample });
  report.conclude();
  const file = join(stateDir, 'reports', 'templates.md');
  report.write(file);
  console.log(
    `\n${report.count('passed')} passed, ${report.count(
      'failed',
    )} failed, ${report.count('unverified')} unverified ${dim(`- ${file}`)}`,
  );
  process.exitCode = report.count('failed') > 0 ? 1 : 0;
}
