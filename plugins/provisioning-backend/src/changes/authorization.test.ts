import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import type { Change, ChangePlan } from '@runway/plugin-provisioning-common';
import { AuthorizedChangesService } from './service/AuthorizedChangesService';
import type { ChangesService } from './service/ChangesService';
import type { People } from '../service/People';
import { neededApprovals } from './neededApprovals';

const PLATFORM = 'group:default/platform';
const OWNER = 'group:default/flight-ops';
const GROUPS: Record<string, string[]> = {
  'user:default/amelia.reyes': [OWNER],
  'user:default/oskar.lindqvist': [OWNER],
  'user:default/noor.haddad': ['group:default/booking'],
  'user:default/priya.nair': [PLATFORM],
  'user:default/lars.eriksen': [PLATFORM],
  'user:default/both': [OWNER, PLATFORM],
  'user:default/maren.olsen': ['group:default/management'],
};
/** Those whose role includes changing services; the policy says so by name. */
const isDeveloper = (ref: string) =>
  !GROUPS[ref].includes('group:default/management');

const who = (name: string) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
});

function setup(change: Partial<Change> = {}, fourEyes = true) {
  let asking = '';
  const current = {
    id: 'c1',
    kind: 'decommission',
    status: 'awaiting-approval',
    ownerRef: OWNER,
    requestedBy: 'user:default/amelia.reyes',
    approvals: neededApprovals({ ownerRef: OWNER }, [PLATFORM]),
    can: {
      approve: ['owner', 'platform'],
      reject: true,
      cancel: true,
      retry: false,
    },
    ...change,
  } as Change;
  const done: string[] = [];
  const answer = (name: string) => async () => {
    done.push(name);
    return current;
  };
  const service: ChangesService = {
    plan: async () => ({ ownerRef: OWNER } as ChangePlan),
    open: answer('open'),
    list: async () => ({ items: [], totalItems: 0 }),
    get: async () => current,
    approve: answer('approve'),
    reject: answer('reject'),
    cancel: answer('cancel'),
    retry: answer('retry'),
  };
  const authorized = new AuthorizedChangesService({
    service,
    permissions: mockServices.permissions.mock({
      authorize: async asked =>
        asked.map(({ permission }) => ({
          result:
            (permission as BasicPermission).name.endsWith('.read') ||
            isDeveloper(asking)
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        })),
    }),
    auditor: mockServices.auditor.mock({
      createEvent: async () => ({
        success: async () => {},
        fail: async () => {},
      }),
    }),
    people: {
      ownershipRefs: async ({
        principal,
      }: ReturnType<typeof who>['credentials']) => {
        asking = principal.userEntityRef;
        return GROUPS[asking];
      },
    } as unknown as People,
    platformEngineers: [PLATFORM],
    fourEyes,
  });
  return {
    done,
    as(name: string) {
      asking = `user:default/${name}`;
      return { service: authorized, person: who(name) };
    },
  };
}

const OPEN = {
  kind: 'decommission' as const,
  requestId: '11111111-1111-4111-8111-111111111111',
  entityRef: 'component:default/check-in-api',
  confirmName: 'check-in-api',
  reason: 'Replaced by the new one.',
  deleteData: [],
};

describe('who may change a service', () => {
  it.each([
    ['amelia.reyes', true],
    ['priya.nair', true],
    ['noor.haddad', false],
    ['maren.olsen', false],
  ])('%s opens, cancels and retries: %s', async (name, isAllowed) => {
    const { as, done } = setup();
    const { service, person } = as(name);
    for (const act of [
      () => service.open(OPEN, person),
      () => service.cancel('c1', person),
      () => service.retry('c1', person),
    ]) {
      const outcome = await act().then(
        ({ id }) => id,
        error => error.message,
      );
      expect(outcome).toMatch(isAllowed ? /^c1$/ : /team/);
    }
    expect(done).toEqual(isAllowed ? ['open', 'cancel', 'retry'] : []);
  });

  it.each([
    ['amelia.reyes', 'owner', undefined],
    ['oskar.lindqvist', 'owner', undefined],
    ['noor.haddad', 'owner', /somebody else: A member of flight-ops/],
    ['priya.nair', 'owner', /somebody else/],
    ['priya.nair', 'platform', undefined],
    ['amelia.reyes', 'platform', /somebody else: A platform engineer/],
    ['maren.olsen', 'platform', /role does not include/],
    ['amelia.reyes', 'new-owner', /needs no approval/],
  ] as const)('%s approves as %s', async (name, role, problem) => {
    const { as, done } = setup();
    const { service, person } = as(name);
    const outcome = await service.approve('c1', { role }, person).then(
      ({ id }) => id,
      error => error.message,
    );
    expect(outcome).toMatch(problem ?? /^c1$/);
    expect(done).toEqual(problem ? [] : ['approve']);
  });

  it('wants the platform’s approval from another person than who asked, unless configured otherwise', async () => {
    const asked = { requestedBy: 'user:default/priya.nair' };
    const strict = setup(asked).as('priya.nair');
    await expect(
      strict.service.approve('c1', { role: 'platform' }, strict.person),
    ).rejects.toThrow(/another platform engineer/);
    const other = setup(asked).as('lars.eriksen');
    await expect(
      other.service.approve('c1', { role: 'platform' }, other.person),
    ).resolves.toMatchObject({ id: 'c1' });
    const loose = setup(asked, false).as('priya.nair');
    await expect(
      loose.service.approve('c1', { role: 'platform' }, loose.person),
    ).resolves.toMatchObject({ id: 'c1' });
  });

  it('takes one approval from one person, even when they could give both', async () => {
    const [owner, platform] = neededApprovals({ ownerRef: OWNER }, [PLATFORM]);
    const { as } = setup({
      approvals: [{ ...owner, approvedBy: 'user:default/both' }, platform],
    });
    const { service, person } = as('both');
    await expect(
      service.approve('c1', { role: 'platform' }, person),
    ).rejects.toThrow(/another person/);
  });

  it('says what somebody may do, and why not', async () => {
    const { as } = setup();
    const can = async (name: string) => {
      const { service, person } = as(name);
      return (await service.get('c1', person)).can;
    };
    expect(await can('amelia.reyes')).toMatchObject({
      approve: ['owner'],
      reject: true,
      cancel: true,
    });
    expect(await can('priya.nair')).toMatchObject({
      approve: ['platform'],
      reject: true,
      cancel: true,
    });
    expect(await can('noor.haddad')).toMatchObject({
      approve: [],
      reject: false,
      cancel: false,
      reason: expect.stringMatching(/A member of flight-ops/),
    });
  });

  it('lets only those reject who could approve', async () => {
    const { as, done } = setup();
    const noor = as('noor.haddad');
    await expect(
      noor.service.reject('c1', { reason: 'No' }, noor.person),
    ).rejects.toThrow(/A member of flight-ops, A platform engineer/);
    const priya = as('priya.nair');
    await priya.service.reject('c1', { reason: 'Still in use' }, priya.person);
    expect(done).toEqual(['reject']);
  });
});
