import { InputError } from '@backstage/errors';
import type { FaultRuleInput } from '../FaultRule';
import { readFault } from '../readFault';

/** Fields of the form, as a browser sends them. */
export type RuleForm = Record<string, string>;

const NUMBERS = ['skip', 'times', 'probability'] as const;
const TEXTS = ['instance', 'method', 'path'] as const;

/**
 * The rule of a form that was sent.
 * @throws InputError when a field isn't what it should be
 */
export function readRuleForm(form: RuleForm): FaultRuleInput {
  const text = (name: string) => form[name]?.trim() || undefined;
  const number = (name: string) => {
    const given = text(name);
    if (given !== undefined && Number.isNaN(Number(given))) {
      throw new InputError(`${name}: must be a number`);
    }
    return given === undefined ? undefined : Number(given);
  };
  const given = <T>(names: readonly string[], read: (name: string) => T) =>
    Object.fromEntries(
      names
        .map(name => [name, read(name)] as const)
        .filter(([, value]) => value !== undefined),
    );
  return {
    system: text('system') as FaultRuleInput['system'],
    ...given(TEXTS, text),
    ...given(NUMBERS, number),
    fault: readFault({ kind: text('kind') ?? '', value: number('value') }),
  };
}
