import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  explainServiceName,
  type TemplateValues,
} from '@runway/plugin-provisioning-common';

/** What every run is about, whatever else the template's form asks. */
export interface RunSubject {
  /** Of the service, or of whatever else the run makes, in a person's words. */
  name: string;
  /** What no other run may hold at the same time. */
  claim: string;
  ownerRef: string;
  team: string;
  entityRef: string;
  values: JsonObject;
}

/** What the modules of the infrastructure repository take. */
const MAX_STACK_NAME = 40;

type Owner = Pick<RunSubject, 'ownerRef' | 'team'>;

type Subject = Pick<RunSubject, 'name' | 'claim' | 'entityRef'>;

/** By `spec.type` of the template; what isn't here makes a service. No service's name can equal one of these claims. */
const SUBJECTS: Partial<
  Record<string, (values: Record<string, unknown>, owner: Owner) => Subject>
> = {
  resource: ({ name, environment }, { team }) => {
    const full = `${stackName(team, serviceName(name))}-${environment}`;
    if (typeof environment !== 'string' || environment === '') {
      throw new InputError('Choose the environment.');
    }
    return {
      name: full,
      claim: `infra/${full}`,
      entityRef: `resource:default/${full}`,
    };
  },
  tenant: (_, { team, ownerRef }) => ({
    name: `tenant-${team}`,
    claim: `tenant-${team}`,
    entityRef: ownerRef,
  }),
  person: ({ email }) => {
    const name = personName(email);
    return {
      name,
      claim: `person/${name}`,
      entityRef: `user:default/${name}`,
    };
  },
};

/**
 * @param type - `spec.type` of the template
 * @throws InputError saying which field to correct, and how
 */
export function subjectOf(request: TemplateValues, type: string): RunSubject {
  const { values } = request;
  const make = SUBJECTS[type];
  const name = make ? '' : serviceName(values.name);
  const owner = ownerOf(values.owner);
  return {
    ...(make?.(values, owner) ?? {
      name,
      claim: name,
      entityRef: `component:default/${name}`,
    }),
    ...owner,
    values: { ...values, owner: owner.ownerRef } as JsonObject,
  };
}

/**
 * Name of the folder in the infrastructure repository, and of what lies in Azure.
 *
 * @throws InputError when Azure would not take it
 */
export function stackName(team: string, name: string): string {
  const full = `${team}-${name}`;
  if (full.length > MAX_STACK_NAME) {
    const most = MAX_STACK_NAME - team.length - 1;
    throw new InputError(
      `In Azure it is called ${full}, which is too long: use at most ${Math.max(
        most,
        0,
      )} characters for the name.`,
    );
  }
  return full;
}

function serviceName(name: unknown): string {
  const problem = explainServiceName(typeof name === 'string' ? name : '');
  if (problem) {
    throw new InputError(problem);
  }
  return name as string;
}

/**
 * The user name is what stands before the @, in GitLab as in the catalog.
 * @throws InputError when no user can be called so
 */
function personName(email: unknown): string {
  const name =
    typeof email === 'string' ? email.split('@')[0].toLowerCase() : '';
  if (!/^[a-z](?:[a-z0-9]|[._-](?![._-])){0,48}[a-z0-9]$/.test(name)) {
    throw new InputError(
      'Enter the work e-mail address; what stands before the @ becomes the user name, such as "mika.berg", and may hold letters a to z, digits, dots and hyphens.',
    );
  }
  return name;
}

function ownerOf(owner: unknown): Owner {
  if (typeof owner !== 'string' || owner === '') {
    throw new InputError('Choose the team that owns the service.');
  }
  const ownerRef = groupRef(owner);
  return { ownerRef, team: parseEntityRef(ownerRef).name };
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
