import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

async function runMain(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('the program', () => {
  it('runs once and ends with 0', async () => {
    const { code, output } = await runMain({ ENVIRONMENT: 'test' });
    assert.equal(code, 0);
    assert.match(output, /"environment":"test".*"processed":3.*"msg":"done"/);
  });

  it('ends with 64 when the configuration is wrong, and says what', async () => {
    const { code, output } = await runMain({ DEADLINE_MINUTES: 'soon' });
    assert.equal(code, 64);
    assert.match(output, /DEADLINE_MINUTES must be/);
  });
});
