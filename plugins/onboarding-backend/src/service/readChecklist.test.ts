import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChecklist } from './readChecklist';

describe('readChecklist', () => {
  it('reads items with and without a link, and leaves out all else', () => {
    expect(
      readChecklist(
        '# First days\n\nText.\n\n- [ ] Meet your buddy (over lunch) {#buddy}\n- [ ] Read ([Docs](/docs)) {#docs}\n- a bullet\n',
      ),
    ).toEqual([
      { id: 'buddy', text: 'Meet your buddy (over lunch)' },
      { id: 'docs', text: 'Read', link: { title: 'Docs', url: '/docs' } },
    ]);
    expect(readChecklist('')).toEqual([]);
  });

  it('names the line that is no item, and the id that is there twice', () => {
    expect(() => readChecklist('- [ ] Meet your buddy')).toThrow(
      '"- [ ] Meet your buddy" is not of the form',
    );
    expect(() => readChecklist('- [ ] A {#a}\n- [ ] B {#a}')).toThrow(
      '{#a} is there twice',
    );
  });

  it('reads the list of this portal', () => {
    const text = readFileSync(
      join(__dirname, '../../../../docs/onboarding-checklist.md'),
      'utf8',
    );
    expect(readChecklist(text).length).toBeGreaterThan(3);
  });
});
