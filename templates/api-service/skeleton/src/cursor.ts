import { createHmac, timingSafeEqual } from 'node:crypto';

function sign(position: string, key: string): string {
  return createHmac('sha256', key).update(position).digest('base64url');
}

/** Packs a position in a list so that a caller can hand it back but not make one up. */
export function encodeCursor(position: string, key: string): string {
  return `${Buffer.from(position).toString('base64url')}.${sign(position, key)}`;
}

/**
 * Reads a cursor made by {@link encodeCursor}.
 *
 * @returns undefined when it was not made with this key
 */
export function decodeCursor(cursor: string, key: string): string | undefined {
  const [encoded = '', signature = ''] = cursor.split('.');
  const position = Buffer.from(encoded, 'base64url').toString();
  const expected = Buffer.from(sign(position, key));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected) ? position : undefined;
}
