// What a person sees while a command works: one line a step, with its time.
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) =>
  colour ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = text => paint(1, text);
export const dim = text => paint(2, text);
export const green = text => paint(32, text);
export const red = text => paint(31, text);

const seconds = since => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * Says what is being done, and how long it took.
 * @template T
 * @param {string} title
 * @param {(note: (text: string) => void) => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  let note = '';
  const line = mark => `${mark} ${title}${note ? dim(` - ${note}`) : ''}`;
  let timer;
  if (process.stdout.isTTY) {
    process.stdout.write(line('…'));
    timer = setInterval(
      () =>
        process.stdout.write(`\r\u001b[K${line('…')} ${dim(seconds(started))}`),
      500,
    );
  } else {
    console.log(line('…'));
    timer = setInterval(
      () => console.log(dim(`  ${title}: ${seconds(started)}`)),
      30_000,
    );
  }
  const finish = mark => {
    clearInterval(timer);
    const start = process.stdout.isTTY ? '\r\u001b[K' : '';
    console.log(`${start}${line(mark)} ${dim(seconds(started))}`);
  };
  try {
    const result = await work(text => {
      note = text;
    });
    finish(green('✔'));
    return result;
  } catch (error) {
    finish(red('✘'));
    throw error;
  }
}

/** An error whose message tells a person what to do; no stack trace is shown for it. */
export class Advice extends Error {}

/** Runs a command's main function and turns its failure into an exit code. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    console.error(
      `\n${red(error instanceof Advice ? error.message : error.stack)}`,
    );
    process.exit(1);
  }
}
