import { ApiError, type StatusCause } from './ApiError';

/** Collects what is wrong with the fields of an object and words it like the API server's validation. */
export class FieldErrors {
  readonly #causes: StatusCause[] = [];

  get empty(): boolean {
    return this.#causes.length === 0;
  }

  required(field: string, detail = ''): void {
    this.#add(
      'FieldValueRequired',
      field,
      `Required value${detail && `: ${detail}`}`,
    );
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.#add(
      'FieldValueInvalid',
      field,
      `Invalid value: ${formatValue(value)}: ${detail}`,
    );
  }

  typeInvalid(field: string, value: unknown, detail: string): void {
    this.#add(
      'FieldValueTypeInvalid',
      field,
      `Invalid value: ${formatValue(value)}: ${detail}`,
    );
  }

  notSupported(field: string, value: unknown, supported: string[]): void {
    const choices = [...supported].sort().map(choice => JSON.stringify(choice));
    this.#add(
      'FieldValueNotSupported',
      field,
      `Unsupported value: ${formatValue(
        value,
      )}: supported values: ${choices.join(', ')}`,
    );
  }

  duplicate(field: string, value: unknown): void {
    this.#add(
      'FieldValueDuplicate',
      field,
      `Duplicate value: ${formatValue(value)}`,
    );
  }

  notFound(field: string, value: unknown): void {
    this.#add('FieldValueNotFound', field, `Not found: ${formatValue(value)}`);
  }

  forbidden(field: string, detail: string): void {
    this.#add('FieldValueForbidden', field, `Forbidden: ${detail}`);
  }

  tooLong(field: string, maximum: number): void {
    this.#add(
      'FieldValueTooLong',
      field,
      `Too long: may not be more than ${maximum} bytes`,
    );
  }

  /** @throws ApiError 422 when something was collected */
  throwIfAny(kind: { group: string; kind: string }, name: string): void {
    if (this.empty) {
      return;
    }
    const messages = this.#causes.map(
      cause => `${cause.field}: ${cause.message}`,
    );
    const subject = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
    throw new ApiError(
      422,
      'Invalid',
      `${subject} "${name}" is invalid: ${
        messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`
      }`,
      {
        ...(name ? { name } : {}),
        ...(kind.group ? { group: kind.group } : {}),
        kind: kind.kind,
        causes: this.#causes,
      },
    );
  }

  #add(reason: string, field: string, message: string) {
    this.#causes.push({ reason, message, field });
  }
}

function formatValue(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}
