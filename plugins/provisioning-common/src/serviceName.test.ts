import { explainServiceName, SERVICE_NAME_PATTERN } from './serviceName';

describe('explainServiceName', () => {
  it.each(['check-in-api', 'abc', 'a1b', 'a'.repeat(40)])(
    'accepts %s',
    name => {
      expect(explainServiceName(name)).toBeUndefined();
      expect(name).toMatch(SERVICE_NAME_PATTERN);
    },
  );

  it.each([
    ['', /Enter a name/],
    ['ab', /at least 3/],
    ['a'.repeat(41), /at most 40.*41/],
    ['Check-In', /lower-case/],
    ['check in', /hyphens instead of spaces/],
    ['1st-service', /Start the name with a letter/],
    ['-service', /Start the name with a letter/],
    ['service-', /End the name/],
    ['check--in', /single hyphens/],
    ['prüfung', /letters a to z/],
    ['a;rm -rf', /hyphens instead of spaces/],
    ['$(reboot)', /letters a to z/],
    ['../etc', /letters a to z/],
    ['check.in', /letters a to z/],
    ['name\n', /hyphens instead of spaces/],
  ])('refuses %j with advice', (name, advice) => {
    expect(explainServiceName(name)).toMatch(advice);
    expect(name).not.toMatch(SERVICE_NAME_PATTERN);
  });

  it.each(['root', 'tenant-crew', 'project-crew'])(
    'keeps %s for the platform',
    name => {
      expect(explainServiceName(name)).toMatch(/belong to the platform/);
    },
  );
});
