import { HealthChecks } from './HealthChecks';

describe('HealthChecks', () => {
  it('says which one fails', async () => {
    const checks = new HealthChecks();
    checks.add('database', async () => {});
    checks.add('disk', async () => {
      throw new Error('full');
    });
    expect(await checks.results()).toEqual([
      { name: 'database', state: 'ok' },
      { name: 'disk', state: 'down' },
    ]);
  });

  it('does not ask for everybody who asks', async () => {
    const checks = new HealthChecks();
    const check = jest.fn(async () => {});
    checks.add('database', check);
    await Promise.all([checks.results(), checks.results()]);
    await checks.results();
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('does not wait for one that hangs', async () => {
    const checks = new HealthChecks();
    checks.add('database', () => new Promise(() => {}));
    expect(await checks.results()).toEqual([
      { name: 'database', state: 'down' },
    ]);
  });
});
