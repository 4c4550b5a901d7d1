import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { includeComponent, version } from './components.mjs';
import { renderText } from './renderFolder.mjs';

/** Folder of the template whose pipeline is looked at. */
export const template = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../templates/api-service',
);

/** The pipeline of a generated project: its file, and the jobs of all included components. */
export function pipelineOf(values) {
  const text = renderText(
    readFileSync(join(template, 'skeleton/.gitlab-ci.yml'), 'utf8'),
    values,
  );
  const file = parse(text, { version: '1.1' });
  const jobs = {};
  for (const { component, inputs = {} } of file.include) {
    const [, name, pinned] =
      /^\$CI_SERVER_FQDN\/platform\/pipelines\/([a-z-]+)@(.+)$/.exec(
        component,
      ) ?? [];
    assert.ok(name, `${component} is not a component of platform/pipelines`);
    assert.equal(pinned, version, `${component} is not the version in VERSION`);
    Object.assign(jobs, includeComponent(name, inputs));
  }
  return { file, jobs };
}
