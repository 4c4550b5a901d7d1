import { readableMessage } from './readableMessage';

describe('readableMessage', () => {
  it('takes out colours', () => {
    expect(readableMessage('\u001b[32minfo\u001b[39m: done')).toBe(
      'info: done',
    );
  });

  it('folds a stack trace and keeps what is around it', () => {
    expect(
      readableMessage(
        [
          'Error: GitLab gave no answer',
          '    at Ledger.run (/app/src/LedgerService.ts:44:37)',
          '    at async run (/app/index.js:163:29)',
          'Finished',
        ].join('\n'),
      ),
    ).toBe(
      'Error: GitLab gave no answer\n    … 2 lines of stack trace; Copy has them\nFinished',
    );
  });

  it('leaves everything else alone', () => {
    const message = '  at noon: 3 pods\n{"at":"x:1:2"}';
    expect(readableMessage(message)).toBe(message);
  });
});
