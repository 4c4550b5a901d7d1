import { join } from 'node:path';
import prettier from 'prettier';
import { helmFolder } from '../renderChart.mjs';
import { chartReadme } from './chartReadme.mjs';
import { chartSchema, writtenCharts } from './chartSchemas.mjs';

/**
 * The files of the charts that are written and not typed, as they have to be.
 * @returns {AsyncGenerator<[path: string, text: string]>} schemas first: the READMEs are made of the files on disk
 */
export async function* writtenFiles() {
  for (const chart of writtenCharts) {
    yield formatted(
      join(helmFolder, chart, 'values.schema.json'),
      JSON.stringify(chartSchema(chart)),
    );
  }
  for (const chart of [...writtenCharts, 'tenant']) {
    yield formatted(join(helmFolder, chart, 'README.md'), chartReadme(chart));
  }
}

async function formatted(filepath, text) {
  const options = await prettier.resolveConfig(filepath);
  return [filepath, await prettier.format(text, { ...options, filepath })];
}
