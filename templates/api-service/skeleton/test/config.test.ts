import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '../src/config.ts';

describe('loadConfig', () => {
  it('needs nothing on a developer machine', () => {
    const config = loadConfig({});
    assert.equal(config.environment, 'local');
    assert.ok(config.sessionKey.length >= 32);
  });

  it('reads what the chart sets', () => {
    const config = loadConfig({
      PORT: '3000',
      SERVICE_NAME: 'a',
      SERVICE_VERSION: 'b',
      ENVIRONMENT: 'dev',
      LOG_LEVEL: 'warn',
      SESSION_KEY: 's'.repeat(32),
    });
    assert.deepEqual(config, {
      port: 3000,
      serviceName: 'a',
      serviceVersion: 'b',
      environment: 'dev',
      logLevel: 'warn',
      sessionKey: 's'.repeat(32),
    });
  });

  it('names everything that is wrong, and no value', () => {
    assert.throws(
      () => loadConfig({ ENVIRONMENT: 'dev', PORT: 'x', LOG_LEVEL: 'loud', SESSION_KEY: 'hunter2' }),
      (error: Error) => {
        assert.match(error.message, /PORT/);
        assert.match(error.message, /LOG_LEVEL/);
        assert.match(error.message, /SESSION_KEY/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });

  it('refuses to start in an environment without its secret', () => {
    assert.throws(() => loadConfig({ ENVIRONMENT: 'dev' }), /SESSION_KEY/);
  });
});
