import { PipelineRun } from '../checks/PipelineRun.mjs';
import { assertNone } from './assertNone.mjs';
import { Unverified } from './KitReport.mjs';
import { isOwnRepository } from './planExample.mjs';

/**
 * The pipeline of a generated project as gitlab-ci-local reads it: components with their inputs, held to GitLab's schema. Its jobs
 * are run by scripts/checks/pipelineRuns.test.mjs.
 */
export async function checkPipeline({ report, template, example, plan }) {
  const files = plan.files.filter(({ repository }) =>
    isOwnRepository(plan, repository),
  );
  if (!files.some(({ path }) => path === '.gitlab-ci.yml')) {
    return;
  }
  await report.check(
    template.name,
    'pipeline',
    `${example.name}: GitLab takes it, with a job that tests and one that deploys`,
    () => checkJobs(files),
  );
}

async function checkJobs(files) {
  if (PipelineRun.missing) {
    throw new Unverified(`${PipelineRun.missing} not found.`);
  }
  const run = new PipelineRun(files.map(({ path, bytes }) => [path, bytes]));
  try {
    const names = (await run.jobs()).map(({ name }) => name);
    assertNone(
      [/-test$/, /^deploy-/]
        .filter(wanted => !names.some(name => wanted.test(name)))
        .map(wanted => `No job is called like ${wanted.source}.`),
      `The pipeline has ${names.join(', ')}.`,
    );
  } finally {
    run.dispose();
  }
}
