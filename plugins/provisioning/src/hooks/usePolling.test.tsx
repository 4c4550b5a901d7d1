import { act, renderHook } from '@testing-library/react';
import { usePolling } from './usePolling';

function hide(hidden: boolean) {
  Object.defineProperty(document, 'hidden', {
    value: hidden,
    configurable: true,
  });
  act(() => {
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

describe('usePolling', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    Object.defineProperty(document, 'hidden', {
      value: false,
      configurable: true,
    });
    jest.useRealTimers();
  });

  async function pass(milliseconds: number) {
    await act(async () => {
      await jest.advanceTimersByTimeAsync(milliseconds);
    });
  }

  it('loads at once, then as often as the value asks for, until it asks no more', async () => {
    let count = 0;
    const load = jest.fn(async () => {
      count += 1;
      return count;
    });
    const { result } = renderHook(() =>
      usePolling<number>({
        key: 'a',
        load,
        interval: value => (value < 3 ? 1_000 : undefined),
      }),
    );
    await pass(0);
    expect(result.current.value).toBe(1);
    await pass(1_000);
    expect(result.current.value).toBe(2);
    await pass(60_000);
    expect(result.current.value).toBe(3);
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('keeps the last value when a request fails, and tries again with growing pauses', async () => {
    let failing = false;
    const load = jest.fn(async () => {
      if (failing) {
        throw new Error('away');
      }
      return 'value';
    });
    const { result } = renderHook(() =>
      usePolling<string>({ key: 'a', load, interval: () => 1_000 }),
    );
    await pass(0);
    failing = true;
    await pass(1_000);
    expect(result.current).toMatchObject({
      value: 'value',
      error: new Error('away'),
    });
    load.mockClear();
    await pass(1_000);
    expect(load).toHaveBeenCalledTimes(1);
    await pass(1_000);
    expect(load).toHaveBeenCalledTimes(1);
    await pass(1_000);
    expect(load).toHaveBeenCalledTimes(2);
    await pass(10 * 60_000);
    expect(load.mock.calls.length).toBeLessThan(30);

    failing = false;
    await act(async () => result.current.refresh());
    expect(result.current.error).toBeUndefined();
  });

  it('gives up when the failure will not go away', async () => {
    const load = jest.fn(async () => {
      throw new Error('no such run');
    });
    renderHook(() =>
      usePolling<string>({
        key: 'a',
        load,
        interval: () => 1_000,
        retries: () => false,
      }),
    );
    await pass(60_000);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('asks nothing while the tab is hidden, and at once when it is seen again', async () => {
    const load = jest.fn(async () => 'value');
    renderHook(() =>
      usePolling<string>({ key: 'a', load, interval: () => 1_000 }),
    );
    await pass(0);
    hide(true);
    await pass(60_000);
    expect(load).toHaveBeenCalledTimes(1);
    hide(false);
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('drops the value, and what is still on its way, when something else is asked for', async () => {
    const signals: AbortSignal[] = [];
    const { result, rerender, unmount } = renderHook(
      ({ key }) =>
        usePolling<string>({
          key,
          load: async signal => {
            signals.push(signal);
            return key;
          },
          interval: () => undefined,
        }),
      { initialProps: { key: 'a' } },
    );
    await pass(0);
    expect(result.current.value).toBe('a');
    rerender({ key: 'b' });
    expect(result.current.value).toBeUndefined();
    await pass(0);
    expect(result.current.value).toBe('b');
    unmount();
    expect(signals.every(signal => signal.aborted)).toBe(true);
  });
});
