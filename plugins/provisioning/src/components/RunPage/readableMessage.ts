const ESCAPE = String.fromCharCode(27);
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g');
const STACK_FRAME = /^\s+at .+:\d+:\d+\)?$/;

/** Takes out what a terminal would turn into colours and a page would show as rubbish. */
export function stripTerminalColours(text: string): string {
  return text.replace(COLOUR, '');
}

/** A log message for people: without colours, and with a stack trace folded into one line. */
export function readableMessage(message: string): string {
  const lines: string[] = [];
  let folded = 0;
  const unfold = () => {
    if (folded > 0) {
      lines.push(`    … ${folded} lines of stack trace; Copy has them`);
      folded = 0;
    }
  };
  for (const line of stripTerminalColours(message).split('\n')) {
    if (STACK_FRAME.test(line)) {
      folded += 1;
    } else {
      unfold();
      lines.push(line);
    }
  }
  unfold();
  return lines.join('\n');
}
