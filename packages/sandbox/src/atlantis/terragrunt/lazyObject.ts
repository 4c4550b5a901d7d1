import { HclError, type Value } from '../hcl/Value';

/** An object whose values are found when they are asked for, once. @throws HclError (then) when a value needs itself */
export function lazyObject<T>(
  entries: Array<[string, T]>,
  find: (value: T, name: string) => Value,
): Record<string, Value> {
  const object: Record<string, Value> = {};
  for (const [name, entry] of entries) {
    let state: 'new' | 'under way' | { value: Value } = 'new';
    Object.defineProperty(object, name, {
      enumerable: true,
      configurable: true,
      get() {
        if (state === 'under way') {
          throw new HclError('Cycle', `${name} refers to itself.`);
        }
        if (state === 'new') {
          state = 'under way';
          try {
            state = { value: find(entry, name) };
          } catch (error) {
            state = 'new';
            throw error;
          }
        }
        return state.value;
      },
    });
  }
  return object;
}
