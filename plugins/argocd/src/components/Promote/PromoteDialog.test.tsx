import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Comparison, DeliveryApi } from '@runway/plugin-argocd-common';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { PromoteDialog } from './PromoteDialog';

const comparison: Comparison = {
  service: 'orders',
  from: { environment: 'dev', version: 'a1b2c3d4' },
  to: { environment: 'staging', version: '00000000' },
  commits: [
    {
      id: 'a1b2c3d4'.padEnd(40, '0'),
      title: 'Charge in euros',
      author: 'Noor Haddad',
      at: '2026-01-01T00:00:00.000Z',
      url: 'http://gitlab.test/c',
    },
  ],
  moreCommits: false,
  backwards: false,
  differences: [{ path: 'autoscaling.minReplicas', from: '1', to: '2' }],
  files: [
    {
      path: 'services/shop/orders/staging.yaml',
      diff: "@@ -1 +1 @@\n-  tag: '00000000'\n+  tag: 'a1b2c3d4'\n",
    },
  ],
  warnings: [],
  token: 'shown',
  sources: [],
};

const promotion = {
  id: '1',
  service: 'orders',
  from: 'dev',
  to: 'staging',
  version: 'a1b2c3d4',
  by: 'user:default/noor',
  at: '2026-01-01T00:00:00.000Z',
  state: 'waiting' as const,
  mergeRequest: {
    iid: 7,
    title: 'Promote',
    url: 'http://gitlab.test/7',
    state: 'opened' as const,
  },
};

function show(api: Partial<DeliveryApi>) {
  const onPromoted = jest.fn();
  renderInTestApp(
    <PromoteDialog
      service="orders"
      from="dev"
      to="staging"
      onClose={() => {}}
      onPromoted={onPromoted}
    />,
    { apis: [[deliveryApiRef, api]] },
  );
  return onPromoted;
}

const button = () =>
  screen.findByRole('button', { name: 'Open merge request' });

describe('PromoteDialog', () => {
  it('shows the change, then asks for exactly what was shown', async () => {
    const promote = jest.fn(async () => promotion);
    const onPromoted = show({ comparison: async () => comparison, promote });
    expect(await screen.findByText('Charge in euros')).toBeInTheDocument();
    expect(
      screen.getByLabelText('services/shop/orders/staging.yaml'),
    ).toHaveTextContent("+ tag: 'a1b2c3d4'");
    await userEvent.click(await button());
    expect(promote).toHaveBeenCalledWith('orders', {
      from: 'dev',
      to: 'staging',
      token: 'shown',
    });
    expect(onPromoted).toHaveBeenCalledWith(promotion);
  });

  it('says why something can not be promoted', async () => {
    show({
      comparison: async () => ({
        ...comparison,
        blocked: 'dev is Degraded: promote what is proven.',
      }),
    });
    expect(await screen.findByText(/dev is Degraded/)).toBeInTheDocument();
    expect(await button()).toBeDisabled();
  });

  it('can be promoted as soon as nothing stands in the way, without being opened again', async () => {
    let blocked = true;
    show({
      comparison: async () => {
        const answer = {
          ...comparison,
          ...(blocked && { blocked: 'dev is Progressing.' }),
        };
        blocked = false;
        return answer;
      },
    });
    expect(await screen.findByText(/dev is Progressing/)).toBeInTheDocument();
    await waitFor(async () => expect(await button()).toBeEnabled(), {
      timeout: 8_000,
    });
    expect(screen.queryByText(/dev is Progressing/)).not.toBeInTheDocument();
  }, 15_000);

  it('links the promotion that is open already', async () => {
    show({
      comparison: async () => ({
        ...comparison,
        open: promotion.mergeRequest,
      }),
    });
    expect(
      await screen.findByRole('link', { name: /!7 Promote/ }),
    ).toHaveAttribute('href', 'http://gitlab.test/7');
    expect(
      screen.queryByRole('button', { name: 'Open merge request' }),
    ).not.toBeInTheDocument();
  });

  it('keeps the dialog and compares anew when the promotion is refused', async () => {
    const compare = jest.fn(async () => comparison);
    const onPromoted = show({
      comparison: compare,
      promote: async () => {
        throw Object.assign(new Error('Something changed since you looked'), {
          statusCode: 409,
        });
      },
    });
    await userEvent.click(await button());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Something changed since you looked',
    );
    expect(compare).toHaveBeenCalledTimes(2);
    expect(onPromoted).not.toHaveBeenCalled();
  });
});
