import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { helmFolder } from '../renderChart.mjs';

/** README.md of a chart: what is written above the marker, and what its schema and its defaults say below. */
export function chartReadme(chart) {
  const read = name => readFileSync(join(helmFolder, chart, name), 'utf8');
  const schema = JSON.parse(read('values.schema.json'));
  const defaults = parse(read('values.yaml'));
  const intro = read('README.md').split(MARKER)[0];
  return [
    intro.trimEnd(),
    '',
    MARKER,
    '',
    '## Values',
    '',
    '`values.schema.json` refuses every other key.',
    '',
    '| Value | Default | Meaning |',
    '| --- | --- | --- |',
    ...rows(schema, defaults, []),
    '',
  ].join('\n');
}

const MARKER =
  '<!-- Below: written by `node scripts/checks/helm/writeCharts.mjs`. -->';

function rows(node, defaults, path) {
  return Object.entries(node.properties).flatMap(([name, value]) => {
    if (path.length === 0 && ['global', 'library'].includes(name)) {
      return [];
    }
    const here = [...path, name];
    const usual = defaults?.[name];
    if (value.properties) {
      return rows(value, usual, here);
    }
    const required = node.required?.includes(name) && !usual;
    return `| \`${here.join('.')}\` | ${
      required ? '**required**' : shown(usual)
    } | ${value.description.replaceAll('|', '\\|')} |`;
  });
}

const shown = value =>
  value === undefined
    ? 'none'
    : `\`${
        typeof value === 'string' ? value || "''" : JSON.stringify(value)
      }\``;
