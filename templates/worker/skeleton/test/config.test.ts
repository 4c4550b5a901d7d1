import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '../src/config.ts';

const DATABASE_URL = 'postgres://user:hunter2@db.example/jobs?sslmode=verify-full';

describe('loadConfig', () => {
  it('needs nothing on a developer machine', () => {
    const config = loadConfig({});
    assert.equal(config.environment, 'local');
    assert.equal(config.queue, 'memory');
  });

  it('takes the database when there is one', () => {
    assert.equal(loadConfig({ DATABASE_URL }).queue, 'postgres');
  });

  it('reads what the values set', () => {
    const config = loadConfig({
      PORT: '3000',
      SERVICE_NAME: 'a',
      SERVICE_VERSION: 'b',
      ENVIRONMENT: 'dev',
      LOG_LEVEL: 'warn',
      QUEUE: 'memory',
      CONCURRENCY: '2',
      JOB_TIMEOUT_SECONDS: '7',
      MAX_ATTEMPTS: '3',
    });
    assert.deepEqual(config, {
      port: 3000,
      serviceName: 'a',
      serviceVersion: 'b',
      environment: 'dev',
      logLevel: 'warn',
      queue: 'memory',
      databaseUrl: '',
      concurrency: 2,
      jobTimeoutMs: 7000,
      maxAttempts: 3,
    });
  });

  it('names everything that is wrong, and no value', () => {
    assert.throws(
      () =>
        loadConfig({
          PORT: 'x',
          LOG_LEVEL: 'loud',
          QUEUE: 'paper',
          CONCURRENCY: '0',
          JOB_TIMEOUT_SECONDS: '1.5',
          MAX_ATTEMPTS: '99',
          DATABASE_URL: 'hunter2',
        }),
      (error: Error) => {
        for (const name of ['PORT', 'LOG_LEVEL', 'QUEUE', 'CONCURRENCY', 'JOB_TIMEOUT_SECONDS', 'MAX_ATTEMPTS', 'DATABASE_URL']) {
          assert.match(error.message, new RegExp(name));
        }
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      },
    );
  });

  it('never forgets jobs in an environment because a secret is missing', () => {
    assert.throws(() => loadConfig({ ENVIRONMENT: 'production' }), /DATABASE_URL/);
  });
});
