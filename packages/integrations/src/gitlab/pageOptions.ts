/** Largest page that GitLab gives. */
const largestPage = 100;

/** @returns gitbeaker's options to get at least `limit` entries, or all when there are fewer */
export function pageOptions(limit: number) {
  return {
    perPage: Math.min(limit, largestPage),
    maxPages: Math.ceil(limit / largestPage),
  };
}
