import { parseDuration } from './parseDuration';
import { invalidRequest } from './VaultError';

/** Reads the parameters of a request with the tolerance of Vault: numbers as text, lists as comma-separated text. */
export class RequestFields {
  constructor(private readonly data: Record<string, unknown>) {}

  has(name: string): boolean {
    return this.data[name] !== undefined && this.data[name] !== null;
  }

  /** @throws VaultError 400 when it is not text */
  string(name: string): string | undefined {
    const value = this.data[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value === 'object') {
      throw this.#invalid(name, 'a string');
    }
    return String(value);
  }

  /** @throws VaultError 400 */
  boolean(name: string): boolean | undefined {
    const value = this.data[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (/^(true|1|t)$/i.test(String(value))) {
      return true;
    }
    if (/^(false|0|f)$/i.test(String(value))) {
      return false;
    }
    throw this.#invalid(name, 'a boolean');
  }

  /** @throws VaultError 400 */
  integer(name: string): number | undefined {
    const value = this.data[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) {
      throw this.#invalid(name, 'an integer');
    }
    return number;
  }

  /** Seconds. @throws VaultError 400 */
  duration(name: string): number | undefined {
    if (!this.has(name)) {
      return undefined;
    }
    const seconds = parseDuration(this.data[name]);
    if (seconds === undefined) {
      throw this.#invalid(name, 'a duration');
    }
    return seconds;
  }

  /** @throws VaultError 400 */
  strings(name: string): string[] | undefined {
    const value = this.data[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value === 'string') {
      return value
        .split(',')
        .map(each => each.trim())
        .filter(Boolean);
    }
    if (Array.isArray(value) && value.every(each => typeof each !== 'object')) {
      return value.map(String);
    }
    throw this.#invalid(name, 'a list of strings');
  }

  /** @throws VaultError 400 */
  integers(name: string): number[] | undefined {
    const value = this.data[name];
    const list = typeof value === 'number' ? [value] : this.strings(name);
    return list?.map(each => {
      const number = Number(each);
      if (!Number.isInteger(number)) {
        throw this.#invalid(name, 'a list of integers');
      }
      return number;
    });
  }

  /** @throws VaultError 400 */
  map(name: string): Record<string, unknown> | undefined {
    const value = this.data[name];
    if (value === undefined || value === null) {
      return undefined;
    }
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw this.#invalid(name, 'a map');
    }
    return value as Record<string, unknown>;
  }

  #invalid(name: string, expected: string) {
    return invalidRequest(
      `Field validation failed: error converting input for field "${name}": expected ${expected}`,
    );
  }
}
