import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { Comparison, Promotion } from '@runway/plugin-argocd-common';
import {
  AuthorizedPromotionService,
  MayPromote,
} from './AuthorizedPromotionService';
import { PromotionService } from './PromotionService';

const credentials = mockCredentials.user('user:default/noor.haddad');
const ask = { from: 'dev', to: 'staging' };
const body = { ...ask, token: 'shown' };
const denied = new NotAllowedError(
  'You may not promote staging of fares: it belongs to booking.',
);

const comparison = { token: 'shown', files: [] } as unknown as Comparison;
const promotion = {
  id: '1',
  version: '3f2c1a9b',
  mergeRequest: { iid: 7, url: 'https://gitlab.example/7' },
} as unknown as Promotion;

function create(
  options: { mayPromote?: MayPromote; inner?: Partial<PromotionService> } = {},
) {
  const event = { success: jest.fn(), fail: jest.fn() };
  const auditor = mockServices.auditor.mock({
    createEvent: jest.fn().mockResolvedValue(event),
  });
  const inner = {
    compare: jest.fn(async () => comparison),
    promote: jest.fn(async () => promotion),
    list: jest.fn(async () => ({ items: [promotion] })),
    ...options.inner,
  };
  const mayPromote = jest.fn(options.mayPromote ?? (async () => {}));
  const service = new AuthorizedPromotionService({
    inner,
    auditor,
    mayPromote,
  });
  return { service, inner, event, auditor, mayPromote };
}

const refuse: MayPromote = async () => {
  throw denied;
};
const fail: MayPromote = async () => {
  throw new ServiceUnavailableError('The catalog is away');
};

describe('AuthorizedPromotionService', () => {
  it('judges by the environment that would change, with the rights of who asks', async () => {
    const { service, mayPromote, inner } = create();
    expect(await service.compare('fares', ask, { credentials })).toBe(
      comparison,
    );
    await service.promote('fares', body, { credentials });
    expect(mayPromote.mock.calls).toEqual(
      Array(2).fill([
        { service: 'fares', environment: 'staging' },
        { credentials },
      ]),
    );
    expect(inner.promote).toHaveBeenCalledWith('fares', body, { credentials });
  });

  it('shows what would change also to those who may not do it, and says why', async () => {
    const { service } = create({ mayPromote: refuse });
    expect(await service.compare('fares', ask, { credentials })).toEqual({
      ...comparison,
      blocked: denied.message,
    });
  });

  it('leaves the reason that holds for everybody', async () => {
    const { service } = create({
      mayPromote: refuse,
      inner: {
        compare: async () => ({ ...comparison, blocked: 'dev is Degraded' }),
      },
    });
    expect((await service.compare('fares', ask, { credentials })).blocked).toBe(
      'dev is Degraded',
    );
  });

  it('takes a failure for no answer: nothing is shown as allowed or denied', async () => {
    const { service } = create({ mayPromote: fail });
    await expect(
      service.compare('fares', ask, { credentials }),
    ).rejects.toThrow('The catalog is away');
  });

  it('records who brought which version where, and the merge request', async () => {
    const { service, auditor, event } = create();
    expect(await service.promote('fares', body, { credentials })).toBe(
      promotion,
    );
    expect(auditor.createEvent).toHaveBeenCalledWith({
      eventId: 'promotion',
      severityLevel: 'medium',
      meta: { service: 'fares', ...ask },
    });
    expect(event.success).toHaveBeenCalledWith({
      meta: { version: '3f2c1a9b', mergeRequest: 'https://gitlab.example/7' },
    });
    expect(event.fail).not.toHaveBeenCalled();
  });

  it.each([
    ['who may not', refuse, denied.message],
    ['when nobody knows who may', fail, 'The catalog is away'],
  ])('does nothing for %s, and records the attempt', async (_, may, words) => {
    const { service, inner, event } = create({ mayPromote: may });
    await expect(
      service.promote('fares', body, { credentials }),
    ).rejects.toThrow(words);
    expect(inner.promote).not.toHaveBeenCalled();
    expect(event.fail).toHaveBeenCalledWith({
      error: expect.objectContaining({ message: words }),
    });
    expect(event.success).not.toHaveBeenCalled();
  });

  it('records what failed although it was allowed', async () => {
    const error = new ServiceUnavailableError('GitLab is away');
    const { service, event } = create({
      inner: {
        promote: async () => {
          throw error;
        },
      },
    });
    await expect(service.promote('fares', body, { credentials })).rejects.toBe(
      error,
    );
    expect(event.fail).toHaveBeenCalledWith({ error });
  });

  it('leaves it to the service behind it who may see promotions', async () => {
    const { service, inner, mayPromote } = create();
    expect(await service.list('fares', { credentials })).toEqual({
      items: [promotion],
    });
    expect(inner.list).toHaveBeenCalledWith('fares', { credentials });
    expect(mayPromote).not.toHaveBeenCalled();
  });
});
