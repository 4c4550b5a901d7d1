import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readModule } from './readModule.mjs';

/** README.md of a module: what is written above the marker, and what its files say below. */
export async function moduleReadme(folder) {
  const { variables, outputs, resources } = await readModule(folder);
  const intro = readFileSync(join(folder, 'README.md'), 'utf8').split(
    MARKER,
  )[0];
  const names = Object.keys(variables).sort(
    (a, b) =>
      isOptional(variables[a]) - isOptional(variables[b]) || (a < b ? -1 : 1),
  );
  return [
    intro.trimEnd(),
    '',
    MARKER,
    '',
    '## Inputs',
    '',
    ...table(
      ['Name', 'Type', 'Default', ''],
      names.map(name => [
        `\`${name}\``,
        code(typeOf(variables[name].type)),
        isOptional(variables[name])
          ? code(JSON.stringify(variables[name].default))
          : 'required',
        cell(variables[name].description),
      ]),
    ),
    '',
    '## Outputs',
    '',
    ...table(
      ['Name', ''],
      Object.keys(outputs)
        .sort()
        .map(name => [`\`${name}\``, cell(outputs[name].description)]),
    ),
    '',
    '## Resources',
    '',
    ...Object.keys(resources)
      .sort()
      .map(name => `- \`${name}\``),
    '',
    `Example: [examples/default](examples/default/main.tf). Tests: \`tofu test\` in this folder (${basename(
      folder,
    )}).`,
    '',
  ].join('\n');
}

const MARKER =
  '<!-- Below: written by `node scripts/checks/infrastructure/writeReadmes.mjs`. -->';

const isOptional = variable => 'default' in variable;
const cell = text =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\|/g, '\\|');
const code = text =>
  (text.length > 60 ? `\`${text.slice(0, 57)}...\`` : `\`${text}\``).replace(
    /\|/g,
    '\\|',
  );
const typeOf = type => type.replace(/^\$\{|\}$/g, '').replace(/\s+/g, ' ');
const table = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map(row => `| ${row.join(' | ')} |`),
];
