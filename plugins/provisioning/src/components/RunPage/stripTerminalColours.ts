const ESCAPE = String.fromCharCode(27);
const COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g');

/** Takes out what a terminal would turn into colours and a page would show as rubbish. */
export function stripTerminalColours(text: string): string {
  return text.replace(COLOUR, '');
}
