import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkEnvironment, findMissingVariables } from './checkEnvironment';

const root = resolve(__dirname, '../../..');
const production = ['app-config.yaml', 'app-config.production.yaml'].map(name =>
  join(root, name),
);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runway-config-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('findMissingVariables', () => {
  it('names every missing variable once, with what it is for', () => {
    const file = write(
      'app-config.yaml',
      [
        'a:',
        '  host: ${A_HOST} # where A answers',
        '  url: https://${A_HOST}/${A_PATH}',
        'b:',
        '  - { token: "${B_TOKEN}" } # token of B',
        'known: ${KNOWN}',
        'blank: ${BLANK}',
      ].join('\n'),
    );
    expect(
      findMissingVariables([file], { KNOWN: 'here', BLANK: '  ' }),
    ).toEqual([
      { name: 'A_HOST', purpose: 'where A answers' },
      { name: 'A_PATH', purpose: undefined },
      { name: 'B_TOKEN', purpose: 'token of B' },
      { name: 'BLANK', purpose: undefined },
    ]);
  });

  it('does not ask for what has a default, is escaped or only in a comment', () => {
    const file = write(
      'app-config.yaml',
      '# ${COMMENTED}\nport: ${PORT:-7007}\ntext: $${ESCAPED}\n',
    );
    expect(findMissingVariables([file], {})).toEqual([]);
  });

  it('does not ask for what a later file replaces or takes out', () => {
    const below = write(
      'app-config.yaml',
      'list: ["${IN_LIST}"]\nplain: ${PLAIN}\nmap:\n  a: ${A}\n  b: ${B}\n',
    );
    const above = write(
      'app-config.production.yaml',
      'list: [x]\nplain: ${OTHER}\nmap:\n  a: null\n',
    );
    expect(
      findMissingVariables([below, above], {}).map(({ name }) => name),
    ).toEqual(['OTHER', 'B']);
  });

  it('finds a purpose for each variable of the production configuration', () => {
    const missing = findMissingVariables(production, {});
    expect(missing.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'RUNWAY_BASE_URL',
        'RUNWAY_BACKEND_SECRET',
        'POSTGRES_PASSWORD',
        'GITLAB_TOKEN',
      ]),
    );
    expect(missing.filter(({ purpose }) => !purpose)).toEqual([]);
  });

  it('asks for nothing of the embedded default in production', () => {
    const used = readFileSync(production[1], 'utf8');
    const foreign = findMissingVariables(production, {}).filter(
      ({ name }) => !used.includes(`\${${name}}`),
    );
    expect(foreign).toEqual([]);
  });

  it('asks for nothing that docker/example.env leaves out', () => {
    const docker = join(root, 'docker');
    const example = readFileSync(join(docker, 'example.env'), 'utf8');
    const given = [
      ...[...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name),
      // Set by docker/compose.yaml itself.
      'POSTGRES_HOST',
      'POSTGRES_PORT',
      'POSTGRES_USER',
    ];
    const names = findMissingVariables(
      [...production, join(docker, 'app-config.compose.yaml')],
      {},
    ).map(({ name }) => name);
    expect(names).toContain('VAULT_TOKEN');
    expect(names.filter(name => !given.includes(name))).toEqual([]);
  });
});

describe('checkEnvironment', () => {
  function run(argv: string[]) {
    jest.replaceProperty(process, 'argv', [
      'node',
      'packages/backend',
      ...argv,
    ]);
    const exit = jest
      .spyOn(process, 'exit')
      .mockReturnValue(undefined as never);
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    checkEnvironment();
    return {
      code: exit.mock.calls[0]?.[0],
      message: stderr.mock.calls.map(([text]) => text).join(''),
    };
  }

  it('ends the process with one message that names them all', () => {
    const file = write(
      'app-config.yaml',
      'a: ${RUNWAY_TEST_A} # the first\nb: ${RUNWAY_TEST_LONGER}\n',
    );
    expect(run(['--config', file])).toEqual({
      code: 1,
      message: [
        "Runway can't start: 2 environment variables are missing or empty.",
        '  RUNWAY_TEST_A       the first',
        '  RUNWAY_TEST_LONGER',
        `They are used in ${file}. Set them and start again.\n`,
      ].join('\n'),
    });
  });

  it('says nothing when all is there, or when a file is somebody else’s to complain about', () => {
    const file = write('app-config.yaml', 'a: ${PATH}\n');
    expect(
      run([
        '--config',
        file,
        `--config=${join(folder, 'absent.yaml')}`,
        '--config',
        'https://example.com/app-config.yaml',
      ]),
    ).toEqual({ code: undefined, message: '' });
  });
});
