import { startRunSchema } from '@runway/plugin-provisioning-common';
import { createRequestId } from './createRequestId';

describe('createRequestId', () => {
  const { randomUUID } = crypto;
  afterEach(() => {
    Object.defineProperty(crypto, 'randomUUID', {
      value: randomUUID,
      configurable: true,
      writable: true,
    });
  });

  it('makes what the contract accepts where the browser has no randomUUID', () => {
    Object.defineProperty(crypto, 'randomUUID', {
      value: undefined,
      configurable: true,
      writable: true,
    });
    const ids = new Set(Array.from({ length: 50 }, createRequestId));
    expect(ids.size).toBe(50);
    for (const requestId of ids) {
      expect(
        startRunSchema.safeParse({ templateRef: 'x', values: {}, requestId }),
      ).toMatchObject({ success: true });
    }
  });
});
