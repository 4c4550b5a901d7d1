import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bold, dim, green, red } from '../lib/progress.mjs';

/** A tool that is not there: what it would have read is listed as unverified. */
export class Unverified extends Error {}

/** Stands for all templates, in checks that they share. */
export const ALL = 'all';

const MARKS = { passed: '✔', failed: '✘', unverified: '○' };

/** What the checks found, said while they run: one line a check. */
export class KitReport {
  /** @type {{ template: string, part: string, title: string, status: string, message?: string, ms: number }[]} */
  results = [];
  #say;

  /** @param {(line: string) => void} say */
  constructor(say = line => console.log(line)) {
    this.#say = say;
  }

  /**
   * Runs a check; it fails by throwing.
   * @template T
   * @param {string} template
   * @param {string} part e.g. `form`
   * @param {string} title
   * @param {() => T | Promise<T>} work
   * @returns {Promise<T | undefined>} what the check made, when it passed
   */
  async check(template, part, title, work) {
    const started = Date.now();
    let value;
    let status = 'passed';
    let message;
    try {
      value = await work();
    } catch (error) {
      status = error instanceof Unverified ? 'unverified' : 'failed';
      message = error.message;
    }
    const ms = Date.now() - started;
    this.results.push({ template, part, title, status, message, ms });
    const paint = { passed: green, failed: red, unverified: dim }[status];
    const time = ms >= 1000 ? dim(` (${(ms / 1000).toFixed(1)} s)`) : '';
    this.#say(
      `${paint(MARKS[status])} ${template}  ${part}  ${title}${time}${
        message ? `\n${indent(message)}` : ''
      }`,
    );
    return value;
  }

  count(status) {
    return this.results.filter(result => result.status === status).length;
  }

  /** Templates by parts, the number of checks in each cell. */
  get #table() {
    const parts = [...new Set(this.results.map(({ part }) => part))];
    const names = [...new Set(this.results.map(({ template }) => template))];
    const cell = (template, part) => {
      const own = this.results.filter(
        result => result.template === template && result.part === part,
      );
      return Object.entries(MARKS)
        .map(([status, mark]) => [
          own.filter(result => result.status === status).length,
          mark,
        ])
        .filter(([count]) => count > 0)
        .map(([count, mark]) => `${mark} ${count}`)
        .join('  ');
    };
    return [
      ['template', ...parts],
      ...names.map(name => [name, ...parts.map(part => cell(name, part))]),
    ];
  }

  /** Prints the table and what to do next. */
  conclude() {
    const table = this.#table;
    const widths = table[0].map((_, column) =>
      Math.max(...table.map(row => row[column].length)),
    );
    this.#say('');
    for (const [index, row] of table.entries()) {
      const line = row
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ');
      this.#say(index === 0 ? bold(line) : line);
    }
    this.#say('');
    for (const line of this.#advice()) {
      this.#say(line);
    }
  }

  #advice() {
    const failed = this.results.filter(({ status }) => status === 'failed');
    const unverified = this.count('unverified');
    const lines = [];
    if (failed.length === 0) {
      lines.push(
        'All is well. Next: look at the snapshots in the diff, then open the merge request.',
      );
    } else {
      const names = [...new Set(failed.map(({ template }) => template))].filter(
        name => name !== ALL,
      );
      const parts = [...new Set(failed.map(({ part }) => part))];
      lines.push(
        `Correct what is marked ${MARKS.failed}, then run these again:`,
        `  npm run template -- test ${names.join(' ')} --only ${parts.join(
          ',',
        )}`,
      );
      if (failed.some(({ title }) => title.includes('snapshot'))) {
        lines.push(
          'When a changed snapshot is what you want: the same with --update.',
        );
      }
    }
    if (unverified > 0) {
      lines.push(
        `Unverified, because a tool is missing: ${unverified}. The lines marked ${MARKS.unverified} say which.`,
      );
    }
    return lines;
  }

  /** Writes the report for people: the table, and each check that did not pass. */
  write(file) {
    const row = cells => `| ${cells.join(' | ')} |`;
    const [head, ...body] = this.#table;
    const others = this.results.filter(({ status }) => status !== 'passed');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      [
        '# Templates',
        '',
        row(head),
        row(head.map(() => '---')),
        ...body.map(row),
        '',
        `${this.count('passed')} passed, ${this.count(
          'failed',
        )} failed, ${this.count('unverified')} unverified`,
        ...others.flatMap(({ template, part, title, status, message }) => [
          '',
          `## ${template}, ${part}, ${status}: ${title}`,
          '',
          '```',
          message,
          '```',
        ]),
        '',
      ].join('\n'),
    );
  }
}

const indent = text =>
  text
    .trimEnd()
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
