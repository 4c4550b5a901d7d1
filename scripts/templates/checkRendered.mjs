import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertNone } from './assertNone.mjs';
import { oddValues } from './oddValues.mjs';
import { isOwnRepository, planExample, RUN_ID } from './planExample.mjs';
import { isData, readScalars } from './readScalars.mjs';

const MARK = `# runway-run: ${RUN_ID}`;
// JSX and Helm have double braces of their own: only what the engine would have taken counts in a repository.
const LEFT_OVER = /\$\{\{(?! *\$)|\{%-? *(if|for|set|end\w+|else|elif|raw)\b/;
const LEFT_OVER_IN_SHARED = /\{\{|\{%|\bundefined\b|\[object Object\]/;

/** The files of an example: everything filled in, marked, readable, whatever people answer. */
export async function checkRendered({ report, template, example, plan }) {
  const check = (title, work) =>
    report.check(template.name, 'render', `${example.name}: ${title}`, work);
  await check('templates use only values that there are', () =>
    checkNames(template, plan),
  );
  await check(`${plan.files.length} files, nothing left unrendered`, () =>
    checkFiles(plan),
  );
  await check('shared repositories: every file begins with the mark', () =>
    checkMarks(plan),
  );
  const odd = oddValues(template, example.values);
  await check(`${odd.length} odd answers stay what they are`, async () => {
    for (const answer of odd) {
      try {
        await checkOdd(template, plan, example, answer);
      } catch (error) {
        throw new Error(
          `${answer.field} = ${JSON.stringify(answer.odd)}: ${error.message}`,
        );
      }
    }
  });
}

const nameOf = ({ repository, path }) => `${repository} ${path}`;

/** A misspelt name renders to nothing, without an error. */
function checkNames(template, { sources }) {
  const problems = [];
  for (const { source, known } of sources) {
    const folder = join(template.folder, source);
    for (const entry of readdirSync(folder, {
      recursive: true,
      withFileTypes: true,
    })) {
      const file = join(entry.parentPath, entry.name);
      if (!entry.isFile() || /\/(node_modules|dist)\//.test(file)) {
        continue;
      }
      const path = file.slice(template.folder.length + 1);
      const text = `${path}\n${readFileSync(file, 'utf8')}`;
      for (const [tag] of text.matchAll(/\$\{\{.*?\}\}|\{%.*?%\}/gs)) {
        for (const [, name] of tag.matchAll(/\bvalues\.(\w+)/g)) {
          if (!known.includes(name)) {
            problems.push(`${path} uses values.${name}, which there is not.`);
          }
        }
      }
    }
  }
  assertNone([...new Set(problems)]);
}

function checkFiles(plan) {
  const problems = [];
  for (const file of plan.files) {
    const { path, bytes, repository } = file;
    if (!isUtf8(bytes)) {
      continue;
    }
    const text = bytes.toString('utf8');
    const leftOver = isOwnRepository(plan, repository)
      ? LEFT_OVER
      : LEFT_OVER_IN_SHARED;
    const [found] = leftOver.exec(text) ?? leftOver.exec(path) ?? [];
    if (found) {
      problems.push(`${nameOf(file)} still has ${found}`);
    }
    if (isData(path)) {
      try {
        readScalars(path, text);
      } catch (error) {
        problems.push(`${nameOf(file)}: ${error.message}`);
      }
    }
  }
  assert.ok(plan.files.length > 0, 'No step renders a file.');
  assertNone(problems);
}

function checkMarks(plan) {
  const unmarked = plan.files
    .filter(({ repository }) => !isOwnRepository(plan, repository))
    .filter(({ bytes }) => bytes.toString('utf8').split('\n')[0] !== MARK)
    .map(nameOf);
  assertNone(
    unmarked,
    'The first line has to be "# runway-run: ${{ values.runId }}"; undo removes only what carries it. Not so in',
  );
}

/** Text stays text, and comes out whole. */
async function checkOdd(
  template,
  plan,
  example,
  { field, odd, isText, values },
) {
  const changed = await planExample(template, values);
  checkFiles(changed);
  checkMarks(changed);
  const before = example.values[field];
  if (!isText || typeof before !== 'string') {
    return;
  }
  const [was, is] = [before, odd].map(value =>
    value.replace(/^group:.*\//, ''),
  );
  const texts = new Map(
    plan.files.map(file => [nameOf(file), file.bytes.toString('utf8')]),
  );
  for (const file of changed.files) {
    const text = file.bytes.toString('utf8');
    const base = texts.get(nameOf(file).replaceAll(is, was));
    if (!isData(file.path) || base === undefined || base === text) {
      continue;
    }
    const types = content =>
      readScalars(file.path, content).map(value => typeof value);
    assert.deepEqual(
      types(text),
      types(base),
      `${nameOf(file)} takes it for something else: quote it, or use dump.`,
    );
    assert.ok(
      readScalars(file.path, text).some(value => String(value).includes(is)),
      `${nameOf(file)} does not hold it whole: use dump.`,
    );
  }
}
