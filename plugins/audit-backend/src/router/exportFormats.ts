import type {
  AuditEvent,
  AuditExportFormat,
} from '@runway/plugin-audit-common';

/** How events become the text of a file. */
interface ExportFormat {
  contentType: string;
  header: string;
  line(event: AuditEvent): string;
}

const COLUMNS: Array<Exclude<keyof AuditEvent, 'meta'>> = [
  'id',
  'at',
  'endedAt',
  'durationMs',
  'actor',
  'plugin',
  'event',
  'action',
  'severity',
  'status',
  'object',
  'error',
  'method',
  'url',
  'ip',
  'userAgent',
  'traceId',
];

export const EXPORT_FORMATS: Record<AuditExportFormat, ExportFormat> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    header: `${[...COLUMNS, 'meta'].join(',')}\r\n`,
    line: event =>
      `${[
        ...COLUMNS.map(column => event[column]),
        event.meta && JSON.stringify(event.meta),
      ]
        .map(toCell)
        .join(',')}\r\n`,
  },
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    header: '',
    line: event => `${JSON.stringify(event)}\n`,
  },
};

/** Quoted where needed (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front. */
function toCell(value: string | number | undefined): string {
  const text = String(value ?? '');
  const inert =
    typeof value === 'string' && /^\s*[=+\-@|%]|^[\t\r\n]/.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
