import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { portalCode } from '../templates/portalCode.mjs';

const { FileRenderer } = portalCode(
  'plugins/provisioning-backend/src/template/FileRenderer.ts',
);

/** Values as the portal gives them to a template, with the traps that people type. */
export const sampleValues = {
  name: 'check-in-api',
  team: 'flight-ops',
  owner: 'group:default/flight-ops',
  description: `Checks "everybody" in: it's quick & <safe> # really`,
  system: 'system:default/departures',
  port: 8080,
  minReplicas: 1,
  maxReplicas: 3,
  runId: '6f1c1f0e-6a55-4b0e-9d3c-0d4b8a1f7c11',
  requestedBy: 'user:default/ada',
  requesterName: 'Ada Lovelace',
  requesterEmail: 'ada@aerq.example',
  repositoryUrl: 'http://localhost:7100/gitlab/flight-ops/check-in-api',
  projectSlug: 'flight-ops/check-in-api',
  gitopsRepoUrl: 'http://localhost:7100/gitlab/platform/gitops.git',
  chartsRepoUrl: 'http://localhost:7100/gitlab/platform/charts.git',
  chartsRevision: '1.2.3',
  registry: 'registry.runway.internal',
  // All digits and an "e": a number to YAML unless quoted.
  imageTag: '1234e567',
  environments: [
    { name: 'dev', cluster: 'dev' },
    { name: 'staging', cluster: 'staging-weu' },
    { name: 'production', cluster: 'production-weu' },
  ],
};

/**
 * Renders one string.
 * @param {string} text
 * @param {typeof sampleValues} values
 */
export function renderText(text, values) {
  return new FileRenderer(values).text('text', text);
}

/**
 * Renders a folder of a template: names and contents.
 * @param {string} folder
 * @param {typeof sampleValues} values
 * @returns {Map<string, string>} content by path, sorted
 */
export function renderFolder(folder, values) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(path => !/(^|\/)(node_modules|dist)\//.test(path))
    .sort();
  const renderer = new FileRenderer(values);
  const rendered = paths.flatMap(path => {
    const file = renderer.render(path, readFileSync(join(folder, path)));
    return file ? [[file.path, file.content.toString('utf8')]] : [];
  });
  return new Map(rendered);
}

/**
 * Writes what {@link renderFolder} gave.
 * @param {Map<string, string>} files
 * @param {string} target
 */
export function writeFiles(files, target) {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
  }
}
