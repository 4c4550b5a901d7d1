import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type {
  DeliveryApi,
  Lane,
  LaneStage,
} from '@runway/plugin-argocd-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  allowed,
  answered,
  deployment,
  detail,
  pending,
  refusal,
  stage,
  tree,
  unanswered,
} from '../../__testUtils__/deliveryAnswers';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { DeliveryTab } from './DeliveryTab';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders' },
};

const stages = [
  stage('dev'),
  stage('staging', { behind: 2 }),
  stage('production', { state: 'absent', applications: [] }),
];

const lane = (more: Partial<Lane> = {}): Lane => ({
  service: 'orders',
  stages,
  sources: [answered],
  channel: 'argocd:orders',
  ...more,
});

function Address() {
  return <output aria-label="Address">{useLocation().search}</output>;
}

function show(
  api: Partial<DeliveryApi>,
  options: { path?: string; signals?: FakeSignals } = {},
) {
  return renderInTestApp(
    <EntityProvider entity={entity}>
      <DeliveryTab />
      <Address />
    </EntityProvider>,
    {
      apis: [
        [
          deliveryApiRef,
          {
            lane: async () => lane(),
            application: async ({ name }) =>
              detail({ name, environment: name.split('-')[1] }),
            allowedActions: async () => allowed(),
            tree: async () => tree(),
            trace: async (_, { environment }) => ({
              service: 'orders',
              environment,
              steps: [
                {
                  kind: 'commit',
                  state: 'done',
                  title: `Charge in euros in ${environment}`,
                },
              ],
              sources: [answered],
            }),
            history: async () => ({
              items: [deployment(1, { current: true })],
              incomplete: [],
              sources: [answered],
            }),
            ...api,
          } as Partial<DeliveryApi>,
        ],
        [signalApiRef, options.signals ?? new FakeSignals()],
      ],
      initialRouteEntries: [options.path ?? '/'],
    },
  );
}

const heading = (name: string) => screen.findByRole('heading', { name });
const noHeading = (name: string) =>
  expect(screen.queryByRole('heading', { name })).not.toBeInTheDocument();
const button = (name: string) => screen.findByRole('button', { name });

describe('DeliveryTab', () => {
  it('shows the lane, what runs in the first environment, how it got there and what was before', async () => {
    show({});
    const environments = await screen.findByRole('list', {
      name: 'Environments in promotion order',
    });
    expect(within(environments).getAllByRole('listitem')).toHaveLength(3);
    expect(await heading('Dev: orders-dev')).toBeVisible();
    expect(await heading('From commit to Dev')).toBeVisible();
    expect(await screen.findByText('Charge in euros in dev')).toBeVisible();
    expect(await heading('Deployments')).toBeVisible();
    expect(
      await screen.findByRole('table', { name: 'Deployments, newest first' }),
    ).toHaveTextContent('0000001');
  });

  it('shows the environment of the address, and writes the chosen one into it, by keyboard', async () => {
    show({}, { path: '/?environment=staging' });
    expect(await heading('Staging: orders-staging')).toBeVisible();
    expect(await button('Details of Staging')).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    const dev = await button('Details of Dev');
    expect(dev).toHaveAttribute('aria-pressed', 'false');
    dev.focus();
    await userEvent.keyboard('{Enter}');
    expect(await heading('Dev: orders-dev')).toBeVisible();
    noHeading('Staging: orders-staging');
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '?environment=dev',
    );
  });

  it('falls back to what is deployed when the address names what is not', async () => {
    show({}, { path: '/?environment=nowhere' });
    expect(await heading('Dev: orders-dev')).toBeVisible();
  });

  it('shows each application of an environment', async () => {
    const [application] = stages[0].applications;
    show({
      lane: async () =>
        lane({
          stages: [
            stage('dev', {
              applications: [
                application,
                { ...application, name: 'orders-dev-jobs' },
              ],
            }),
          ],
        }),
    });
    expect(await heading('Dev: orders-dev')).toBeVisible();
    expect(await heading('Dev: orders-dev-jobs')).toBeVisible();
  });

  it('offers to promote only what has not come along yet', async () => {
    const upToDate = await show({
      lane: async () =>
        lane({ stages: [stage('dev'), stage('staging', { behind: 0 })] }),
    });
    await button('Details of Staging');
    expect(
      screen.queryByRole('button', { name: /^Promote/ }),
    ).not.toBeInTheDocument();
    upToDate.unmount();

    const comparison = jest.fn(pending);
    show({ comparison });
    expect(await button('Promote to Production')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Promote to Dev' }),
    ).not.toBeInTheDocument();
    (await button('Promote to Staging')).focus();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('dialog')).toBeVisible();
    expect(comparison).toHaveBeenCalledWith(
      'orders',
      { from: 'dev', to: 'staging' },
      expect.anything(),
    );
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('says that it is loading', async () => {
    show({ lane: pending });
    expect(
      await screen.findByRole('status', { name: 'Loading environments' }),
    ).toBeInTheDocument();
    noHeading('Deployments');
  });

  it('says that nothing is deployed yet, and asks for no details of it', async () => {
    const application = jest.fn(pending);
    const nowhere = (environment: string): LaneStage => ({
      environment,
      state: 'absent',
      applications: [],
    });
    show({
      lane: async () => lane({ stages: ['dev', 'staging'].map(nowhere) }),
      application,
      history: async () => ({ items: [], incomplete: [], sources: [answered] }),
    });
    expect(await screen.findByText(/Nothing was deployed yet/)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /^(Promote|Details)/ }),
    ).not.toBeInTheDocument();
    expect(application).not.toHaveBeenCalled();
    noHeading('From commit to Dev');
  });

  it('shows the rest when parts do not answer', async () => {
    show({
      lane: async () =>
        lane({
          stages: [
            stage('dev'),
            { environment: 'production', state: 'unknown', applications: [] },
          ],
          sources: [
            {
              name: 'prod',
              state: 'failed',
              ageSeconds: null,
              error: {
                reason: 'unavailable',
                message: 'Argo CD "prod" gives no usable answer right now.',
              },
            },
          ],
        }),
      application: async () => {
        throw refusal(503, 'Argo CD "main" has not told yet what there is.');
      },
      trace: async () => ({
        service: 'orders',
        environment: 'dev',
        steps: [],
        sources: [unanswered],
      }),
    });
    expect(
      await screen.findByText(
        'Argo CD "prod" gives no usable answer right now.',
      ),
    ).toBeVisible();
    expect(await screen.findByText('No answer')).toBeVisible();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'has not told yet what there is',
    );
    expect(
      await screen.findByText('Argo CD main did not answer in time.'),
    ).toBeVisible();
    expect(screen.queryByText(/nothing to trace/)).not.toBeInTheDocument();
    expect(
      await screen.findByRole('table', { name: 'Deployments, newest first' }),
    ).toBeVisible();
  });

  it('says who may not look', async () => {
    show({
      lane: async () => {
        throw refusal(403, 'You may not see Argo CD applications');
      },
    });
    expect(
      await screen.findByText('You may not see what runs where'),
    ).toBeVisible();
    noHeading('Deployments');
  });

  it('says what failed, and asks again when told to', async () => {
    let fails = true;
    show({
      lane: async () => {
        if (fails) {
          throw refusal(502, 'Request failed with 502');
        }
        return lane();
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Environments could not be loaded',
    );
    fails = false;
    await userEvent.click(await button('Try again'));
    expect(await heading('Dev: orders-dev')).toBeVisible();
  });

  it('keeps what was there, and says so, when the portal stops answering', async () => {
    const signals = new FakeSignals();
    let fails = false;
    show(
      {
        lane: async () => {
          if (fails) {
            throw new Error('Failed to fetch');
          }
          return lane();
        },
      },
      { signals },
    );
    await heading('Dev: orders-dev');
    fails = true;
    act(() => signals.send('argocd:orders'));
    expect(await screen.findByText('The portal does not answer')).toBeVisible();
    expect(await heading('Dev: orders-dev')).toBeVisible();
  });
});
