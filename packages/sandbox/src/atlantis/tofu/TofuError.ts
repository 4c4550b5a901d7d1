/** Where an error lies. */
export interface ErrorPlace {
  file: string;
  line: number;
  /** The first line of the block. */
  header: string;
}

/** An error as OpenTofu prints it. */
export class TofuError extends Error {
  override readonly name = 'TofuError';

  constructor(
    readonly summary: string,
    readonly detail: string,
    readonly place?: ErrorPlace,
    /** Resource that it is about. */
    readonly address?: string,
  ) {
    super(`${summary}: ${detail}`);
  }
}

/** Errors in the frames of OpenTofu. */
export function renderErrors(errors: TofuError[]): string {
  return errors.map(renderError).join('\n');
}

function renderError({ summary, detail, place, address }: TofuError): string {
  const lines = [`Error: ${summary}`, ''];
  if (address) {
    lines.push(`  with ${address},`);
  }
  if (place) {
    lines.push(
      `  on ${place.file} line ${place.line}:`,
      `  ${String(place.line).padStart(2)}: ${place.header}`,
    );
  }
  if (address || place) {
    lines.push('');
  }
  lines.push(...detail.split('\n'));
  return ['╷', ...lines.map(line => `│ ${line}`.trimEnd()), '╵'].join('\n');
}
