import type { NamespaceCheck } from '@runway/plugin-clusters-common';

/** What was found about one aspect. */
export type Judgement = Pick<NamespaceCheck, 'state' | 'says'>;

export const present = (says: string): Judgement => ({
  state: 'present',
  says,
});
export const missing = (says: string): Judgement => ({
  state: 'missing',
  says,
});

const list = new Intl.ListFormat('en-GB');

/** "a", "a and b", "a, b and c". */
export const listed = (words: string[]): string => list.format(words);
