import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDir } from '../lib/toolchain.mjs';
import { FAULTS } from './faultKinds.mjs';

/** Outcomes that needed nobody. */
const WELL = ['succeeded', 'undone', 'refused', 'met nothing'];

const FOLDER = join(stateDir, 'reports');

/** Collects what became of each case; writes it down for programs (a line a case, at once) and for people (a table). */
export class MatrixReport {
  #rows = [];

  /** @param {string} [name] - of the two files */
  constructor(name = 'faults') {
    this.file = join(FOLDER, name);
    mkdirSync(FOLDER, { recursive: true });
    rmSync(`${this.file}.jsonl`, { force: true });
  }

  add({ name, run, undo }, outcome, milliseconds, error) {
    for (const [where, cell] of Object.entries({ run, undo })) {
      if (cell) {
        const row = {
          case: name,
          phase: cell.call.phase,
          call: cell.call.title,
          fault: cell.fault,
          ending: cell.ending,
          outcome: outcome[where] ?? 'not reached',
          milliseconds,
          error: error?.message,
        };
        this.#rows.push(row);
        appendFileSync(`${this.file}.jsonl`, `${JSON.stringify(row)}\n`);
      }
    }
  }

  write() {
    const table = this.#table();
    writeFileSync(`${this.file}.md`, table);
    console.log(table);
  }

  /** Phase by fault: how many cases, and how they ended. */
  #table() {
    const faults = Object.keys(FAULTS);
    const lines = [
      `Cases: ${this.#rows.length}, failed: ${
        this.#rows.filter(({ error }) => error).length
      }. In a field: cases that ended well by themselves / needed Retry or Undo (for phases of undo: a second Undo) / failed the test.`,
      '',
      `| Phase | Calls | ${faults.join(' | ')} |`,
      `| --- | --- | ${faults.map(() => '---').join(' | ')} |`,
    ];
    for (const phase of unique(this.#rows, 'phase')) {
      const rows = this.#rows.filter(row => row.phase === phase);
      const fields = faults.map(fault =>
        field(rows.filter(row => row.fault === fault)),
      );
      lines.push(
        `| ${phase} | ${unique(rows, 'call').length} | ${fields.join(' | ')} |`,
      );
    }
    return `${lines.join('\n')}\n`;
  }
}

function field(rows) {
  if (rows.length === 0) {
    return '';
  }
  const failed = rows.filter(({ error }) => error).length;
  const well = rows.filter(
    ({ error, outcome }) => !error && WELL.includes(outcome),
  ).length;
  return `${well}/${rows.length - well - failed}/${failed}`;
}

const unique = (rows, key) => [...new Set(rows.map(row => row[key]))];
