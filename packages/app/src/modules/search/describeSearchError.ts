/** Why a search failed, in a person's words. */
export function describeSearchError(error: Error): string {
  const { cause } = error as { cause?: { name?: string; message?: string } };
  return cause?.name === 'MissingIndexError'
    ? 'The search index is still being built. That takes a few minutes after a start of the portal.'
    : cause?.message ?? error.message;
}
