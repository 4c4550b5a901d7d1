import { InputError } from '@backstage/errors';

/**
 * Joins parts of a Vault path and encodes them. Parts may hold slashes; those at their ends don't count.
 * @throws InputError when a segment is empty, `.` or `..`, or holds a character that Vault treats specially
 */
export function vaultPath(...parts: string[]): string {
  const segments = parts
    .map(part => part.replace(/^\/+|\/+$/g, ''))
    .filter((part, index) => part !== '' || index < parts.length - 1)
    .flatMap(part => part.split('/'));
  for (const segment of segments) {
    if (/^\.{0,2}$/.test(segment) || /[*+%\s\p{Cc}]/u.test(segment)) {
      throw new InputError(`"${segment}" can't be part of a path in Vault`);
    }
  }
  return segments.map(encodeURIComponent).join('/');
}
