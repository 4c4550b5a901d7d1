import { parsePolicy } from './Policy';

describe('parsePolicy', () => {
  it('reads blocks, comments, heredocs and lists', () => {
    const rules = parsePolicy(`
      # runway-run: 1
      // another comment
      /* and a long
         one */
      name = "ignored"
      path "secret/data/a\\"b" {
        comment = <<EOF
it says { nothing
EOF
        capabilities = [
          "read",
          "list", # trailing comma
        ]
      }
      path "/sys/mounts" { policy = "read" }`);
    expect(rules.map(rule => rule.path)).toEqual([
      'secret/data/a"b',
      'sys/mounts',
    ]);
    expect(rules.map(rule => [...rule.capabilities])).toEqual([
      ['read', 'list'],
      ['read', 'list'],
    ]);
  });

  it('reads JSON', () => {
    const [rule] = parsePolicy(
      JSON.stringify({
        path: { 'secret/data/*': { capabilities: ['create', 'update'] } },
      }),
    );
    expect(rule.path).toBe('secret/data/*');
    expect([...rule.capabilities]).toEqual(['create', 'update']);
  });

  it('lets deny stand alone', () => {
    const [rule] = parsePolicy(
      'path "a" { capabilities = ["read", "deny", "update"] }',
    );
    expect(rule.capabilities).toBe('deny');
  });

  it.each([
    ['path "a" { capabilities = ["reed"] }', 'invalid capability "reed"'],
    [
      'path "a" { capability = ["read"] }',
      'invalid key "capability" on line 1',
    ],
    ['\nrule "a" {}', 'invalid key "rule" on line 2'],
    [
      'path "a" { capabilities = ["read" "list"] }',
      'At 1:35: error parsing list',
    ],
    ['path "a" { capabilities = ["read"]', 'At 1:35: object expected closing'],
    ['path "a {\n}', 'At 1:6: literal not terminated'],
    ['path "a" { policy = "admin" }', 'invalid policy "admin"'],
    ['path "a/+*" { capabilities = ["read"] }', "'+*' is forbidden"],
    ['path "a" { capabilities = "read" }', 'must be a list of strings'],
    ['path "a" = 3', 'expected start of object'],
    ['}', 'At 1:1: key expected'],
  ])('refuses %j', (text, message) => {
    expect(() => parsePolicy(text)).toThrow('failed to parse policy: ');
    expect(() => parsePolicy(text)).toThrow(message);
  });
});
