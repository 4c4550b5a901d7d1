import type { StorageApi } from '@backstage/frontend-plugin-api';

type Key = 'visited-team' | 'visited-docs' | 'dismissed';

/** What is remembered of a person's first days. */
export function gettingStartedStore(storageApi: StorageApi) {
  const bucket = storageApi.forBucket('runway-getting-started');
  return {
    snapshot: (key: Key) => bucket.snapshot<boolean>(key),
    observe: (key: Key) => bucket.observe$<boolean>(key),
    async markVisited(what: 'team' | 'docs') {
      const key: Key = `visited-${what}`;
      const { presence, value } = bucket.snapshot<boolean>(key);
      if (presence !== 'present' || !value) {
        await bucket.set(key, true);
      }
    },
    dismiss: () => bucket.set('dismissed', true),
  };
}
