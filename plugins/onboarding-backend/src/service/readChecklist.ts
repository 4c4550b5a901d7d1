import { InputError } from '@backstage/errors';
import type { ChecklistItem } from '@runway/plugin-onboarding-common';

const ITEM =
  /^- \[ \] (.+?)(?: \(\[([^\]]+)\]\(([^)\s]+)\)\))? \{#([a-z0-9-]{1,60})\}$/;

/**
 * Reads the items out of the Markdown text of the list.
 * @throws InputError that names a line which looks like an item and is none, or an id that is there twice
 */
export function readChecklist(markdown: string): ChecklistItem[] {
  const items = markdown
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.startsWith('- [ ]'))
    .map((line): ChecklistItem => {
      const match = ITEM.exec(line);
      if (!match) {
        throw new InputError(
          `runway.onboarding.checklist: "${line}" is not of the form "- [ ] text ([title](address)) {#id}".`,
        );
      }
      const [, text, title, url, id] = match;
      return { id, text, ...(title ? { link: { title, url } } : {}) };
    });
  const twice = items.find(
    ({ id }, index) => items.findIndex(other => other.id === id) !== index,
  );
  if (twice) {
    throw new InputError(
      `runway.onboarding.checklist: {#${twice.id}} is there twice.`,
    );
  }
  return items;
}
