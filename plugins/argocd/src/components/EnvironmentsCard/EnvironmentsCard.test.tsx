import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type {
  DeliveryApi,
  Lane,
  LaneStage,
} from '@runway/plugin-argocd-common';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { EnvironmentsCard } from './EnvironmentsCard';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders' },
};

const dev: LaneStage = {
  environment: 'dev',
  state: 'deployed',
  applications: [
    {
      instance: 'main',
      namespace: 'argocd',
      name: 'orders-dev',
      sync: 'Synced',
      health: 'Degraded',
      healthMessage: 'Deployment orders: exceeded its deadline',
      autoSync: false,
      version: 'a1b2c3d4',
      deployedAt: new Date(Date.now() - 5 * 60_000).toISOString(),
      url: 'http://argocd.test/applications/argocd/orders-dev',
    },
  ],
  commit: {
    id: 'a1b2c3d4'.padEnd(40, '0'),
    title: 'Charge in euros',
    author: 'Noor Haddad',
    at: new Date().toISOString(),
    url: 'http://gitlab.test/commit',
  },
};

const answer = (stages: LaneStage[], more: Partial<Lane> = {}): Lane => ({
  service: 'orders',
  stages,
  sources: [{ name: 'main', state: 'ok', ageSeconds: 0 }],
  channel: 'argocd:abc',
  ...more,
});

function show(lane: DeliveryApi['lane'], signals = new FakeSignals()) {
  return renderInTestApp(
    <EntityProvider entity={entity}>
      <EnvironmentsCard />
    </EntityProvider>,
    {
      apis: [
        [deliveryApiRef, { lane }],
        [signalApiRef, signals],
      ],
    },
  );
}

describe('EnvironmentsCard', () => {
  it('shows the lane in promotion order, with version, age, sync and the reason of trouble', async () => {
    show(async service => {
      expect(service).toBe('orders');
      return answer([
        dev,
        { state: 'absent', environment: 'staging', applications: [] },
        { state: 'unknown', environment: 'production', applications: [] },
      ]);
    });

    const lane = await screen.findByRole('list', {
      name: 'Environments in promotion order',
    });
    expect(
      within(lane)
        .getAllByRole('heading')
        .map(heading => heading.textContent),
    ).toEqual(['Dev', 'Staging', 'Production']);

    const [first, second, third] = within(lane).getAllByRole('listitem');
    expect(first).toHaveTextContent('Degraded');
    expect(first).toHaveTextContent('a1b2c3d4');
    expect(first).toHaveTextContent('5 min. ago');
    expect(first).toHaveTextContent('In sync, auto-sync off');
    expect(first).toHaveTextContent('Charge in euros');
    expect(first).toHaveTextContent('by Noor Haddad');
    expect(first).toHaveTextContent('exceeded its deadline');
    expect(
      within(first).getByRole('link', { name: 'Delivery to dev' }),
    ).toHaveAttribute('href', expect.stringContaining('environment=dev'));
    expect(second).toHaveTextContent('Not promoted yet');
    expect(third).toHaveTextContent('No answer');
    expect(third).not.toHaveTextContent('Not promoted');
  });

  it('says what is old, and why', async () => {
    show(async () =>
      answer([dev], {
        sources: [
          {
            name: 'main',
            state: 'partial',
            ageSeconds: 95,
            error: {
              reason: 'timeout',
              message: 'Argo CD "main" did not answer in time.',
            },
          },
        ],
      }),
    );
    const notice = await screen.findByRole('status', { name: '' });
    expect(notice).toHaveTextContent('did not answer in time');
    expect(notice).toHaveTextContent('1 min 35 s old');
    expect(screen.getByText('a1b2c3d4')).toBeInTheDocument();
  });

  it('tells a person without the permission whom to ask', async () => {
    show(async () => {
      throw Object.assign(new Error('no'), { statusCode: 403 });
    });
    expect(
      await screen.findByText(/The platform team can grant it/),
    ).toBeInTheDocument();
  });

  it('offers to try again after a failure, and recovers', async () => {
    const lane = jest
      .fn<Promise<Lane>, [string]>()
      .mockRejectedValueOnce(new Error('Request failed with 502'))
      .mockResolvedValue(answer([dev]));
    show(lane);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Request failed with 502',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('a1b2c3d4')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('explains a component that is not known as a service', async () => {
    show(async () => {
      throw Object.assign(new Error('no'), { statusCode: 404 });
    });
    expect(
      await screen.findByText(/not known as a service yet/),
    ).toBeInTheDocument();
  });

  it('says how far it is behind, and where a promotion waits', async () => {
    show(async () =>
      answer([
        dev,
        {
          ...dev,
          environment: 'staging',
          behind: 2,
          promotion: {
            id: '1',
            service: 'orders',
            from: 'dev',
            to: 'staging',
            version: 'ffff0000',
            by: 'user:default/noor',
            at: new Date().toISOString(),
            state: 'waiting',
            mergeRequest: {
              iid: 7,
              title: 'Promote',
              url: 'http://gitlab.test/7',
              state: 'opened',
            },
          },
        },
      ]),
    );
    expect(await screen.findByText('2 commits behind Dev')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: '!7' })).toHaveAttribute(
      'href',
      'http://gitlab.test/7',
    );
  });

  it('looks again as soon as its channel says so, and not for each of many signals', async () => {
    const signals = new FakeSignals();
    const answers = ['a1b2c3d4', 'b1b2c3d4', 'c1b2c3d4'];
    let looks = 0;
    const lane = jest.fn(async () => {
      const version = answers[Math.min(looks, 2)];
      looks += 1;
      return answer([
        { ...dev, applications: [{ ...dev.applications[0], version }] },
      ]);
    });
    show(lane, signals);
    await screen.findByText('a1b2c3d4');
    act(() => {
      for (let n = 0; n < 20; n++) {
        signals.send('argocd:abc');
      }
    });
    expect(await screen.findByText('c1b2c3d4')).toBeInTheDocument();
    expect(lane).toHaveBeenCalledTimes(3);
  });

  it('says that it loads', async () => {
    show(() => new Promise(() => {}));
    expect(
      await screen.findByRole('status', { name: 'Loading environments' }),
    ).toBeInTheDocument();
  });
});
