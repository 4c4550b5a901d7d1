import { explainFailure } from './explainFailure';

describe('explainFailure', () => {
  it('says nothing of a note without an error', () => {
    expect(explainFailure(undefined)).toBeUndefined();
    expect(explainFailure('Ran Plan for dir: `a`\nadmin = "hunter2"')).toBe(
      undefined,
    );
  });

  it('takes Atlantis’ own sentences and the titles of errors, each once, three at most', () => {
    expect(
      explainFailure(
        [
          '**Apply Failed**: Pull request must be approved.',
          '│ Error: first',
          '│   with azurerm_postgresql_flexible_server.this, password = "x"',
          '│ Error: first',
          'Error: second',
          'Error: third',
        ].join('\n'),
      ),
    ).toBe('Pull request must be approved. first second');
  });

  it.each([
    ['Error: dial https://me:hunter2@host/x', 'dial https://[withheld]@host/x'],
    ['Error: password=hunter2 refused', 'password=[withheld] refused'],
    ['Error: client_secret: abc refused', 'client_secret: [withheld] refused'],
    [`Error: key ${'a1B2'.repeat(12)} refused`, 'key [withheld] refused'],
  ])('withholds what looks like a secret: %s', (line, shown) => {
    expect(explainFailure(line)).toBe(shown);
  });

  it('is short', () => {
    const text = explainFailure(`Error: ${'word '.repeat(200)}`);
    expect(text!.length).toBeLessThanOrEqual(300);
  });
});
