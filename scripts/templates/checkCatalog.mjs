import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../lib/toolchain.mjs';
import { assertNone } from './assertNone.mjs';
import { isOwnRepository, RUN_ID } from './planExample.mjs';

const require = createRequire(join(root, 'packages/backend/package.json'));
const model = require('@backstage/catalog-model');

const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
]);

/** What a run adds to the catalog, and the pages of its documentation. */
export async function checkCatalog({ report, template, example, plan }) {
  const repositories = Map.groupBy(plan.files, ({ repository }) => repository);
  for (const [repository, list] of repositories) {
    const files = new Map(
      list.map(({ path, bytes }) => [path, bytes.toString('utf8')]),
    );
    const isOwn = isOwnRepository(plan, repository);
    for (const [path, text] of files) {
      if (/\.ya?ml$/.test(path) && /^apiVersion: backstage\.io\//m.test(text)) {
        await report.check(
          template.name,
          'catalog',
          `${example.name}: ${path} is what the catalog takes`,
          () => checkEntities(text, { path, files, isOwn, repository }),
        );
      }
    }
    if (files.has('mkdocs.yml')) {
      await report.check(
        template.name,
        'catalog',
        `${example.name}: every page of the documentation is there`,
        () => checkPages(files),
      );
    }
  }
}

async function checkEntities(text, { path, files, isOwn, repository }) {
  const entities = parseAllDocuments(text).map(document => document.toJS());
  assert.ok(
    !isOwn || files.has('catalog-info.yaml'),
    'catalog-info.yaml is missing.',
  );
  for (const entity of entities) {
    const name = `${entity.kind} ${entity.metadata?.name}`;
    const problem = what => `${name}: ${what}`;
    await policy.enforce(entity);
    const validator = Object.values(model).find(
      value =>
        typeof value?.check === 'function' &&
        value === model[validatorName(entity)],
    );
    assert.ok(
      validator,
      problem(`the catalog knows no ${entity.kind} of ${entity.apiVersion}`),
    );
    assert.ok(
      await validator.check(withTexts(entity, path, files)),
      problem('apiVersion and kind do not go together'),
    );
    const annotations = entity.metadata.annotations ?? {};
    assert.equal(
      annotations['runway.aerq.io/run-id'],
      RUN_ID,
      problem('annotation runway.aerq.io/run-id is missing'),
    );
    if (isOwn) {
      assert.equal(
        annotations['gitlab.com/project-slug'],
        repository,
        problem('annotation gitlab.com/project-slug names another repository'),
      );
    }
    if (isOwn && entity.kind === 'Component') {
      assert.equal(
        annotations['runway.aerq.io/service'],
        entity.metadata.name,
        problem('annotation runway.aerq.io/service has to be its name'),
      );
    }
    assert.ok(
      annotations['backstage.io/techdocs-ref'] !== 'dir:.' ||
        files.has('mkdocs.yml'),
      problem('it has documentation, but there is no mkdocs.yml'),
    );
  }
}

function validatorName({ kind, apiVersion }) {
  const version = /v1(alpha1|beta1)$/.exec(apiVersion)?.[1] ?? 'alpha1';
  const camel = kind === 'API' ? 'api' : kind[0].toLowerCase() + kind.slice(1);
  return `${camel}EntityV1${version}Validator`;
}

/** The catalog puts the text of `$text: ./file` in its place. */
function withTexts(value, path, files) {
  if (Array.isArray(value)) {
    return value.map(item => withTexts(item, path, files));
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (typeof value.$text === 'string') {
    const target = normalize(join(dirname(path), value.$text));
    assert.ok(files.has(target), `$text names ${target}, which is not there.`);
    return files.get(target);
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      withTexts(item, path, files),
    ]),
  );
}

function checkPages(files) {
  const { nav = [], docs_dir: docs = 'docs' } = parse(files.get('mkdocs.yml'));
  const missing = pagesOf(nav).filter(page => !files.has(`${docs}/${page}`));
  assertNone(missing, 'mkdocs.yml names pages that are not there:');
  assert.ok(files.has(`${docs}/index.md`), `${docs}/index.md is missing.`);
}

const pagesOf = nav =>
  nav.flatMap(item => {
    if (typeof item === 'string') {
      return [item];
    }
    return Object.values(item).flatMap(value =>
      Array.isArray(value) ? pagesOf(value) : [value],
    );
  });
