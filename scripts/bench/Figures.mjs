// What was measured, against what: a table for people, JSON for machines.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';

/**
 * @typedef {object} Figure
 * @property {string} what
 * @property {string} unit
 * @property {number} value
 * @property {number} [limit] - the value should not be above it
 * @property {number} [stock] - the same of a stock app, measured in the same run
 * @property {number} [goal] - the share of `stock` that `value` should not be above
 */

export class Figures {
  /** @type {Map<string, Figure[]>} */
  #parts = new Map();

  /**
   * @param {string} part
   * @param {Figure} figure
   */
  record(part, figure) {
    const list = this.#parts.get(part) ?? [];
    this.#parts.set(part, [...list, figure]);
  }

  print() {
    for (const [part, figures] of this.#parts) {
      console.log(`\n${part}`);
      console.table(
        Object.fromEntries(
          figures.map(figure => [figure.what, toColumns(figure)]),
        ),
      );
    }
  }

  /** Parts that this run left out keep what an earlier run measured. */
  write(file) {
    const known = existsSync(file) ? readReport(file) : {};
    const measured = Object.fromEntries(
      [...this.#parts].map(([part, figures]) => [
        part,
        {
          at: new Date().toISOString(),
          figures: figures.map(figure => ({ ...figure, ...judge(figure) })),
        },
      ]),
    );
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      JSON.stringify(
        {
          machine: {
            cpu: cpus()[0]?.model,
            cores: cpus().length,
            memoryGb: round(totalmem() / 2 ** 30),
            node: process.version,
          },
          parts: { ...known, ...measured },
        },
        undefined,
        2,
      ),
    );
  }
}

/**
 * Against stock where there is one, against the limit otherwise.
 * @returns {{ratio?: number, met?: boolean}} no ratio to a limit of 0
 */
export function judge({ value, limit, stock, goal }) {
  if (stock !== undefined) {
    const ratio = round(value / stock);
    return { ratio, ...(goal !== undefined && { met: ratio <= goal }) };
  }
  if (limit !== undefined) {
    return {
      ...(limit > 0 && { ratio: round(value / limit) }),
      met: value <= limit,
    };
  }
  return {};
}

/** @param {number[]} numbers - the middle one, of an even number the mean of the two in the middle */
export function median(numbers) {
  return percentile(numbers, 0.5);
}

/** @param {number} share - 0 to 1; between two numbers, in proportion */
export function percentile(numbers, share) {
  if (numbers.length === 0) {
    throw new Error('there is nothing to take a percentile of');
  }
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function toColumns(figure) {
  const { ratio, met } = judge(figure);
  return {
    value: `${round(figure.value)} ${figure.unit}`,
    limit: figure.limit === undefined ? '' : round(figure.limit),
    stock: figure.stock === undefined ? '' : round(figure.stock),
    ratio: ratio ?? '',
    goal: figure.stock === undefined ? '' : figure.goal ?? '',
    met: met === undefined ? '' : met ? 'yes' : 'NO',
  };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).parts ?? {};
  } catch {
    return {};
  }
}

function round(number) {
  return number >= 100 ? Math.round(number) : Number(number.toPrecision(3));
}
