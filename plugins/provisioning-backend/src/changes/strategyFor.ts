import { InputError } from '@backstage/errors';
import type { ChangeStrategy, ChangeTarget } from './types';

/** @throws InputError when nothing here can do this to such an entity */
export function strategyFor(
  strategies: ChangeStrategy[],
  subject: Pick<ChangeTarget, 'kind' | 'entityRef'>,
): ChangeStrategy {
  const strategy = strategies.find(each => each.fits(subject));
  if (!strategy) {
    throw new InputError(`Runway can't ${subject.kind} ${subject.entityRef}.`);
  }
  return strategy;
}

/** Whether it is something that was ordered in the infrastructure repository. */
export const isResource = (entityRef: string) =>
  entityRef.startsWith('resource:');
