import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from '../src/config.ts';

describe('loadConfig', () => {
  it('needs nothing on a developer machine', () => {
    assert.equal(loadConfig({}).environment, 'local');
  });

  it('reads what the chart and the values set', () => {
    const config = loadConfig({
      SERVICE_NAME: 'a',
      SERVICE_VERSION: 'b',
      ENVIRONMENT: 'dev',
      LOG_LEVEL: 'warn',
      DEADLINE_MINUTES: '2.5',
    });
    assert.deepEqual(config, {
      serviceName: 'a',
      serviceVersion: 'b',
      environment: 'dev',
      logLevel: 'warn',
      deadlineMs: 150_000,
    });
  });

  for (const minutes of ['0', '-1', 'soon', '', '1441', 'Infinity']) {
    it(`refuses ${minutes || 'nothing'} as a deadline`, () => {
      assert.throws(() => loadConfig({ DEADLINE_MINUTES: minutes }), ConfigError);
    });
  }

  it('names everything that is wrong, and no value', () => {
    assert.throws(
      () => loadConfig({ LOG_LEVEL: 'hunter2', DEADLINE_MINUTES: 'hunter3' }),
      (error: Error) => {
        assert.match(error.message, /DEADLINE_MINUTES.*LOG_LEVEL/);
        assert.doesNotMatch(error.message, /hunter/);
        return true;
      },
    );
  });
});
