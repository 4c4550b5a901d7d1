import { describe, expect, it } from 'vitest';
import { loadConfig, toBrowserConfig } from './config.ts';

describe('loadConfig', () => {
  it('needs nothing on a developer machine', () => {
    expect(loadConfig({})).toMatchObject({ environment: 'local', apiUrl: '' });
  });

  it('reads what the chart sets', () => {
    expect(
      loadConfig({
        PORT: '3000',
        SERVICE_NAME: 'a',
        SERVICE_VERSION: 'b',
        ENVIRONMENT: 'dev',
        LOG_LEVEL: 'warn',
        API_URL: 'https://api.example/v1/',
      }),
    ).toEqual({
      port: 3000,
      serviceName: 'a',
      serviceVersion: 'b',
      environment: 'dev',
      logLevel: 'warn',
      apiUrl: 'https://api.example/v1',
    });
  });

  it('names everything that is wrong, and no value', () => {
    const load = () => loadConfig({ PORT: 'x', LOG_LEVEL: 'loud', API_URL: 'hunter2' });
    expect(load).toThrow(/PORT.*LOG_LEVEL.*API_URL/);
    expect(load).not.toThrow(/hunter2/);
  });

  it('refuses an address that would end the security policy', () => {
    expect(() => loadConfig({ API_URL: 'https://api.example;script-src' })).toThrow(/API_URL/);
  });
});

describe('toBrowserConfig', () => {
  it('gives away no more than these', () => {
    expect(Object.keys(toBrowserConfig(loadConfig({})))).toEqual([
      'name',
      'version',
      'environment',
      'apiUrl',
    ]);
  });
});
