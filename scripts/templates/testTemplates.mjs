import { basename } from 'node:path';
import { checkCatalog } from './checkCatalog.mjs';
import { checkCharts, disposeCharts } from './checkCharts.mjs';
import { checkForm, withDefaults } from './checkForm.mjs';
import { checkInfrastructure } from './checkInfrastructure.mjs';
import { checkPipeline } from './checkPipeline.mjs';
import { checkProject } from './checkProject.mjs';
import { checkRendered } from './checkRendered.mjs';
import { createInSandbox } from './createInSandbox.mjs';
import { planExample } from './planExample.mjs';
import { readTemplate } from './readTemplate.mjs';
import { compareSnapshot, updateSnapshot } from './snapshot.mjs';

/** What is checked of each example, quick ones first. */
const EXAMPLE_CHECKS = {
  render: checkRendered,
  catalog: checkCatalog,
  chart: checkCharts,
  infrastructure: checkInfrastructure,
  pipeline: checkPipeline,
};

/** Parts that `--only` takes. */
export const PARTS = [
  'form',
  ...Object.keys(EXAMPLE_CHECKS),
  'project',
  'create',
];

/**
 * Tests templates: what is quick for all of them, then the generated projects and the sandbox side by side.
 * @param {string[]} folders of templates
 * @param {object} options
 * @param {import('./KitReport.mjs').KitReport} options.report
 * @param {string[]} [options.only] parts
 * @param {boolean} [options.update] write the snapshots instead of comparing them
 * @param {boolean} [options.everyExample] test the project of every example, not only the default one
 */
export async function testTemplates(folders, options) {
  const { report, only = PARTS } = options;
  const ready = [];
  for (const folder of folders) {
    const found = await testFiles(folder, { ...options, only });
    if (found) {
      ready.push(found);
    }
  }
  disposeCharts();
  await Promise.all([
    only.includes('project') && testProjects(ready, options),
    only.includes('create') &&
      ready.length > 0 &&
      createInSandbox(
        report,
        ready.map(({ template }) => template),
      ),
  ]);
}

async function testFiles(folder, { report, only, update }) {
  const name = basename(folder);
  const template = await report.check(
    name,
    'form',
    'its files can be read',
    () => readTemplate(folder),
  );
  if (!template) {
    return undefined;
  }
  if (only.includes('form')) {
    await checkForm({ report, template });
  }
  const plans = new Map();
  for (const example of template.examples) {
    const plan = await report.check(
      name,
      'render',
      `${example.name}: can be rendered`,
      () => planExample(template, withDefaults(template, example.values)),
    );
    if (!plan) {
      continue;
    }
    plans.set(example, plan);
    const context = { report, template, example, plan };
    for (const [part, check] of Object.entries(EXAMPLE_CHECKS)) {
      if (only.includes(part)) {
        await check(context);
      }
    }
    if (update) {
      updateSnapshot(template, example, plan);
    }
    if (only.includes('render')) {
      await report.check(
        name,
        'render',
        `${example.name}: as in the snapshot`,
        () => compareSnapshot(template, example, plan),
      );
    }
  }
  return { template, plans };
}

async function testProjects(ready, { report, everyExample }) {
  for (const { template, plans } of ready) {
    for (const [example, plan] of plans) {
      if (everyExample || example.name === 'default') {
        await checkProject({ report, template, example, plan });
      }
    }
  }
}
