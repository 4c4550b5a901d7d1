import { mockServices } from '@backstage/backend-test-utils';
import { until } from '../__testUtils__/until';
import type { Lease } from './RenewedCredential';
import { RenewedCredential } from './RenewedCredential';

describe('RenewedCredential', () => {
  const logger = mockServices.logger.mock();

  function credential(obtain: () => Promise<Lease>) {
    const fetched = jest.fn(obtain);
    return {
      fetched,
      credential: new RenewedCredential({
        obtain: fetched,
        toHeaders: secret => ({ token: secret }),
        logger,
      }),
    };
  }

  beforeEach(() => jest.clearAllMocks());

  it('is fetched once for all that wait, and kept', async () => {
    const { credential: one, fetched } = credential(async () => ({
      secret: 'a',
      validMs: Infinity,
    }));
    expect(fetched).not.toHaveBeenCalled();
    const all = await Promise.all([one.headers(), one.headers()]);
    expect(all).toEqual([{ token: 'a' }, { token: 'a' }]);
    expect(await one.headers()).toEqual({ token: 'a' });
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(one.secrets()).toEqual(['a']);
  });

  it('is renewed before its end without anybody waiting', async () => {
    let count = 0;
    const { credential: one } = credential(async () => ({
      secret: `s${++count}`,
      validMs: 60_000,
    }));
    const clock = jest.spyOn(Date, 'now');
    try {
      const start = 1_000_000;
      clock.mockReturnValue(start);
      expect(await one.headers()).toEqual({ token: 's1' });
      clock.mockReturnValue(start + 39_000);
      await one.headers();
      expect(count).toBe(1);
      clock.mockReturnValue(start + 41_000);
      expect(await one.headers()).toEqual({ token: 's1' });
      await until(async () => (await one.headers()).token === 's2');
      expect(count).toBe(2);
    } finally {
      clock.mockRestore();
    }
  });

  it('goes on with the old one when renewing fails, until it ends', async () => {
    let answer: () => Promise<Lease> = async () => ({
      secret: 'old',
      validMs: 60_000,
    });
    const { credential: one } = credential(() => answer());
    const clock = jest.spyOn(Date, 'now');
    try {
      const start = 1_000_000;
      clock.mockReturnValue(start);
      await one.headers();
      answer = () => Promise.reject(new Error('down'));
      clock.mockReturnValue(start + 50_000);
      expect(await one.headers()).toEqual({ token: 'old' });
      clock.mockReturnValue(start + 60_001);
      await expect(one.headers()).rejects.toThrow('down');
      expect(logger.warn).toHaveBeenCalled();
    } finally {
      clock.mockRestore();
    }
  });

  it('is fetched again after it was refused', async () => {
    let count = 0;
    const { credential: one } = credential(async () => ({
      secret: `s${++count}`,
      validMs: Infinity,
    }));
    await one.headers();
    expect(one.refused()).toBe(true);
    expect(await one.headers()).toEqual({ token: 's2' });
  });
});
