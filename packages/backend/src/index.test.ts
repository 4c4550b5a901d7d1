import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(90_000);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runway-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(config: string) {
  const file = join(folder, 'app-config.yaml');
  writeFileSync(file, config);
  return spawnSync(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(__dirname, 'index.ts'),
      '--config',
      file,
    ],
    {
      encoding: 'utf8',
      timeout: 80_000,
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
}

describe('backend', () => {
  it('names the missing environment variables before it does anything else', () => {
    const { status, stdout, stderr } = start(
      'a: ${RUNWAY_TEST_A} # the first\n',
    );
    expect(stderr).toContain('RUNWAY_TEST_A  the first');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('ends with a message when a part of it can’t start', () => {
    const { status, stderr } = start(
      [
        'app: { baseUrl: http://localhost }',
        'backend:',
        '  baseUrl: http://localhost',
        "  listen: ':0'",
        '  csp: { connect-src: everywhere }',
        '  database: { client: better-sqlite3, connection: ":memory:" }',
      ].join('\n'),
    );
    expect(stderr).toContain("Runway can't start");
    expect(stderr).toContain('backend.csp.connect-src');
    expect(status).toBe(1);
  });
});
