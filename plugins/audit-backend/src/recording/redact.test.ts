import { redactMeta, redactText } from './redact';

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl';

describe('redactText', () => {
  it.each([
    ['a GitLab token', 'used glpat-AbCdEf1234567890abcd here'],
    ['a GitHub token', 'ghp_AbCdEf1234567890abcdef'],
    ['a Vault token', 'hvs.CAESIAbCdEf1234567890'],
    ['a JWT', `got ${JWT}`],
    ['an authorization header', 'Authorization: Bearer AbCdEf1234567890abcd'],
    ['a bearer', 'bearer AbCdEf1234567890abcd'],
    ['a query', '/x?private_token=AbCdEf1234567890abcd&a=1'],
    ['an assignment', 'DB_PASSWORD=AbCdEf1234567890abcd'],
    ['JSON in text', '{"clientSecret":"AbCdEf1234567890abcd"}'],
    ['an address', 'https://oauth2:AbCdEf1234567890abcd@gitlab/x.git'],
    [
      'a key',
      '-----BEGIN RSA PRIVATE KEY-----\nAbCdEf1234567890abcd\n-----END RSA PRIVATE KEY-----',
    ],
  ])('takes %s out', (_, text) => {
    const clean = redactText(text);
    expect(clean).toContain('[redacted]');
    expect(clean).not.toMatch(/AbCdEf|eyJzdWIi|c2lnbmF0dXJl/);
  });

  it('leaves what is no secret, and what stands around one', () => {
    const text =
      'component:default/check-in-api failed after 3 attempts at https://gitlab/flight-ops (run 1e7c-9a)';
    expect(redactText(text)).toBe(text);
    expect(redactText('/x?private_token=abc&page=2')).toBe(
      '/x?private_token=[redacted]&page=2',
    );
  });

  it('cuts long text and takes out what PostgreSQL refuses', () => {
    expect(redactText('a'.repeat(5_000), 100)).toHaveLength(100);
    expect(redactText('a\0b')).toBe('ab');
  });

  it('leaves no part of a secret that lies across the cut', () => {
    for (let start = 80; start < 110; start += 1) {
      const text = `${'x '.repeat(start / 2)}glpat-AbCdEf1234567890abcd tail`;
      expect(redactText(text, 100)).not.toMatch(/AbCdEf/);
    }
  });
});

describe('redactMeta', () => {
  it('goes by names too, at any depth', () => {
    expect(
      redactMeta({
        entityRef: 'component:default/x',
        values: {
          password: 'x',
          apiKey: { nested: 'y' },
          list: [{ accessToken: 1, port: 8080 }],
        },
      }),
    ).toEqual({
      entityRef: 'component:default/x',
      values: {
        password: '[redacted]',
        apiKey: '[redacted]',
        list: [{ accessToken: '[redacted]', port: 8080 }],
      },
    });
  });

  it('bounds depth, number and size, and keeps the short values of what is too large', () => {
    let deep: any = 'bottom';
    for (let level = 0; level < 100; level += 1) {
      deep = { deep };
    }
    const circular: any = { runId: 'r1' };
    circular.self = circular;
    expect(JSON.stringify(redactMeta({ deep }))).not.toContain('bottom');
    expect(JSON.stringify(redactMeta(circular)).length).toBeLessThan(8_192);
    const large = redactMeta({
      runId: 'r1',
      list: Array.from({ length: 5_000 }, () => 'y'.repeat(900)),
    });
    expect(large).toEqual({ runId: 'r1', truncated: true });
  });
});
