// Writes values.schema.json of the charts of workloads, and README.md of every chart. Usage: node scripts/checks/helm/writeCharts.mjs
import { writeFileSync } from 'node:fs';
import { writtenFiles } from './writtenFiles.mjs';

for await (const [path, text] of writtenFiles()) {
  writeFileSync(path, text);
}
