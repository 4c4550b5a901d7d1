import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type {
  ApplicationsResponse,
  ArgocdApi,
  EnvironmentState,
} from '@runway/plugin-argocd-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { argocdApiRef } from '../../api/argocdApiRef';
import { EnvironmentsCard } from './EnvironmentsCard';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders' },
};

const dev: EnvironmentState = {
  state: 'deployed',
  environment: 'dev',
  source: 'main',
  application: 'orders-dev',
  sync: 'Synced',
  health: 'Degraded',
  healthMessage: 'Deployment orders: exceeded its deadline',
  imageTag: 'a1b2c3d4',
  deployedAt: new Date(Date.now() - 5 * 60_000).toISOString(),
  url: 'http://argocd.test/applications/argocd/orders-dev',
};

const answer = (
  environments: EnvironmentState[],
  more: Partial<ApplicationsResponse> = {},
): ApplicationsResponse => ({
  items: [{ service: 'orders', environments }],
  notFound: [],
  sources: [{ name: 'main', state: 'ok', ageSeconds: 0 }],
  ...more,
});

function show(getApplications: ArgocdApi['getApplications']) {
  return renderInTestApp(
    <EntityProvider entity={entity}>
      <EnvironmentsCard />
    </EntityProvider>,
    { apis: [[argocdApiRef, { getApplications }]] },
  );
}

describe('EnvironmentsCard', () => {
  it('shows the lane in promotion order, with version, age, sync and the reason of trouble', async () => {
    show(async services => {
      expect(services).toEqual(['orders']);
      return answer([
        dev,
        { state: 'absent', environment: 'staging', source: 'main' },
        { state: 'unknown', environment: 'production', source: 'main' },
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
    expect(first).toHaveTextContent('In sync');
    expect(first).toHaveTextContent('exceeded its deadline');
    expect(
      within(first).getByRole('link', { name: /Open in Argo CD: orders-dev/ }),
    ).toHaveAttribute('href', dev.url);
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
    const getApplications = jest
      .fn<Promise<ApplicationsResponse>, [string[]]>()
      .mockRejectedValueOnce(new Error('Request failed with 502'))
      .mockResolvedValue(answer([dev]));
    show(getApplications);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Request failed with 502',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('a1b2c3d4')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('explains a component that is not known as a service', async () => {
    show(async () => ({ items: [], notFound: ['orders'], sources: [] }));
    expect(
      await screen.findByText(/not known as a service yet/),
    ).toBeInTheDocument();
  });

  it('says that it loads', async () => {
    show(() => new Promise(() => {}));
    expect(
      await screen.findByRole('status', { name: 'Loading environments' }),
    ).toBeInTheDocument();
  });
});
