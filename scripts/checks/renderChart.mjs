import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The folder of the charts. */
export const helmFolder = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'helm',
);

/** What a chart must be told at least, @param {string} chart */
export const minimal = chart =>
  parse(
    readFileSync(join(helmFolder, chart, 'ci/minimal-values.yaml'), 'utf8'),
  );

/** File with everything that a chart can be told, @param {string} chart */
export const full = chart => join(helmFolder, chart, 'ci/full-values.yaml');

/**
 * The chart's minimal values with one value set.
 * @param {string} chart
 * @param {string} path e.g. `image.tag`
 * @param {unknown} value
 */
export function having(chart, path, value) {
  const values = minimal(chart);
  const keys = path.split('.');
  const last = keys.pop();
  keys.reduce((object, key) => (object[key] ??= {}), values)[last] = value;
  return values;
}

/**
 * Renders a chart that must accept its values.
 * @param {import('./charts.mjs').Charts} charts
 * @param {string} chart
 * @param {string | object} values
 * @param {string} [kubernetes] minor version; default: the newest
 */
export function renderChart(charts, chart, values, kubernetes) {
  const { status, stderr, objects } = charts.render(chart, {
    values: [values],
    release: 'check-in-api-dev',
    namespace: 'flight-ops-dev',
    kubernetes,
  });
  assert.equal(status, 0, stderr);
  return {
    objects,
    kinds: objects.map(object => object.kind).sort(),
    /** The only object of a kind. */
    one(kind) {
      const found = objects.filter(object => object.kind === kind);
      assert.equal(found.length, 1, `${found.length} objects of kind ${kind}`);
      return found[0];
    },
  };
}
