import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';

/**
 * @typedef {{ name: string, file: string, values: Record<string, any>, person?: string }} Example - one run of a template
 * @typedef {{ name: string, file: string, values: Record<string, any>, error: string }} Refused - values that the form must refuse
 * @typedef {{ name: string, folder: string, entity: any, examples: Example[], refused: Refused[] }} Template
 */

/** Names of the templates in a folder such as `templates/`, sorted. */
export function templateNames(folder) {
  return readdirSync(folder)
    .filter(name => existsSync(join(folder, name, 'template.yaml')))
    .sort();
}

/**
 * Reads a template's folder.
 * @param {string} folder
 * @returns {Template}
 * @throws Error that names the file and what is missing in it
 */
export function readTemplate(folder) {
  const tests = join(folder, 'tests');
  return {
    name: basename(folder),
    folder,
    entity: readYaml(join(folder, 'template.yaml')),
    examples: readCases(tests, ['values']),
    refused: readCases(join(tests, 'refused'), ['values', 'error']),
  };
}

function readCases(folder, keys) {
  const names = existsSync(folder)
    ? readdirSync(folder).filter(name => name.endsWith('.yaml'))
    : [];
  return names.sort().map(name => {
    const file = join(folder, name);
    const content = readYaml(file) ?? {};
    const missing = keys.filter(key => !content[key]);
    if (missing.length > 0) {
      throw new Error(`${file} has no \`${missing.join('`, `')}\`.`);
    }
    return { ...content, name: basename(name, '.yaml'), file };
  });
}

function readYaml(file) {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const [error] = document.errors;
  if (error) {
    throw new Error(`${file} is not YAML: ${error.message}`);
  }
  return document.toJS();
}
