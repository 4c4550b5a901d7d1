import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Advice } from '../lib/progress.mjs';
import { root } from '../lib/toolchain.mjs';

const starter = join(import.meta.dirname, 'starter');
/** What a new template shares with this one: the pipeline of a service, and its declaration. */
const model = join(root, 'templates', 'api-service');
const SHARED = ['gitops', 'skeleton/.gitlab-ci.yml'];

/**
 * Starts a template: a small service that passes every check of the kit.
 * @param {string} folder that doesn't exist yet; its name is the template's
 * @returns {string} what to do next
 * @throws Advice when the name won't do
 */
export function newTemplate(folder) {
  const name = basename(folder);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60) {
    throw new Advice(
      `"${name}" can't be the name of a template: use lower-case letters, digits and single hyphens, for example "batch-importer".`,
    );
  }
  if (existsSync(folder)) {
    throw new Advice(`${folder} exists already. Choose another name.`);
  }
  mkdirSync(folder, { recursive: true });
  cpSync(starter, folder, { recursive: true });
  for (const path of SHARED) {
    cpSync(join(model, path), join(folder, path), { recursive: true });
  }
  const file = join(folder, 'template.yaml');
  const words = name.replaceAll('-', ' ');
  writeFileSync(
    file,
    readFileSync(file, 'utf8')
      .replaceAll('TEMPLATE_NAME', name)
      .replaceAll('TEMPLATE_TITLE', words[0].toUpperCase() + words.slice(1)),
  );
  return `${relative(process.cwd(), folder)} is there. Next:
  npm run template -- test ${name} --update   renders it, tests it, creates it once in a sandbox
  npm run dev                                 shows it under Create
  docs/how-to/write-a-template.md             says what the files mean`;
}
