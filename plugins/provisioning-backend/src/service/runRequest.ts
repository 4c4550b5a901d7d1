import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  explainServiceName,
  type TemplateValues,
} from '@runway/plugin-provisioning-common';

/** What every template's form must hold, whatever else it asks. */
export interface RunSubject {
  name: string;
  ownerRef: string;
  team: string;
  entityRef: string;
  values: JsonObject;
}

/** @throws InputError saying which field to correct, and how */
export function subjectOf(request: TemplateValues): RunSubject {
  const { name, owner } = request.values;
  const problem = explainServiceName(typeof name === 'string' ? name : '');
  if (problem) {
    throw new InputError(problem);
  }
  if (typeof owner !== 'string' || owner === '') {
    throw new InputError('Choose the team that owns the service.');
  }
  const ownerRef = groupRef(owner);
  return {
    name: name as string,
    ownerRef,
    team: parseEntityRef(ownerRef).name,
    entityRef: `component:default/${name}`,
    values: { ...request.values, owner: ownerRef } as JsonObject,
  };
}

function groupRef(owner: string): string {
  try {
    const ref = parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (ref.kind.toLocaleLowerCase('en-US') === 'group') {
      return stringifyEntityRef(ref);
    }
  } catch {
    // Answered below, in words for the person.
  }
  throw new InputError(
    `"${owner}" is not a team. Choose the team that owns the service.`,
  );
}
