/** PostgreSQL refuses to compare a uuid column with anything else, and marks are written by anybody. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
