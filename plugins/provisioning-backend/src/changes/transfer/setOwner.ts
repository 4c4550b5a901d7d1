import { parseAllDocuments } from 'yaml';

/**
 * A catalog file in which everything that one team owned belongs to another one; comments and order stay.
 *
 * @returns undefined when nothing of it belongs to that team
 */
export function setOwner(
  text: string,
  owners: {
    /** Whether a `spec.owner` is the team that gives the service away. */
    isFormer(owner: string): boolean;
    to: string;
  },
): string | undefined {
  const documents = parseAllDocuments(text);
  let isChanged = false;
  for (const document of documents) {
    const owner = document.getIn(['spec', 'owner']);
    if (typeof owner === 'string' && owners.isFormer(owner)) {
      document.setIn(['spec', 'owner'], owners.to);
      isChanged = true;
    }
  }
  return isChanged
    ? documents.map(document => document.toString({ lineWidth: 0 })).join('')
    : undefined;
}
