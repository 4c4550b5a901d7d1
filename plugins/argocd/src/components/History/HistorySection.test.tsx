import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import type {
  DeliveryApi,
  DeploymentHistory,
} from '@runway/plugin-argocd-common';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  answered,
  deployment,
  pending,
  refusal,
  unanswered,
} from '../../__testUtils__/deliveryAnswers';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { HistorySection } from './HistorySection';

const history = (more: Partial<DeploymentHistory> = {}): DeploymentHistory => ({
  items: [
    deployment(3, {
      current: true,
      durationSeconds: 75,
      commit: {
        id: 'a'.repeat(40),
        title: 'Charge in euros',
        author: 'Noor Haddad',
        at: '2026-01-01T07:00:00.000Z',
        url: 'http://gitlab.test/commit',
      },
      mergeRequest: {
        iid: 42,
        title: 'Charge in euros',
        url: 'http://gitlab.test/42',
        state: 'merged',
      },
      pipeline: { id: 7, status: 'success', url: 'http://gitlab.test/p/7' },
    }),
    deployment(2, { environment: 'staging' }),
    deployment(1, { version: undefined }),
  ],
  incomplete: [],
  sources: [answered],
  ...more,
});

const preview = {
  effect: 'Argo CD deploys orders-dev again as it was.',
  method: 'operation' as const,
  changes: [],
  files: [],
  warnings: [],
  token: 'shown',
};

function show(api: Partial<DeliveryApi>, signals = new FakeSignals()) {
  return renderInTestApp(
    <HistorySection service="orders" channel="argocd:orders" />,
    {
      apis: [
        [deliveryApiRef, api],
        [signalApiRef, signals],
      ],
    },
  );
}

const rows = async () =>
  within(
    await screen.findByRole('table', { name: 'Deployments, newest first' }),
  )
    .getAllByRole('row')
    .slice(1);

describe('HistorySection', () => {
  it('shows what was deployed, how it came, and what runs now', async () => {
    show({ history: async () => history() });
    const [now, before, oldest] = await rows();
    expect(now).toHaveTextContent('0000003');
    expect(now).toHaveTextContent('Noor Haddad');
    expect(now).toHaveTextContent('Dev, runs now');
    expect(now).toHaveTextContent('in 1 min 15 s');
    const link = (name: string) => within(now).getByRole('link', { name });
    expect(link('Charge in euros')).toHaveAttribute(
      'href',
      'http://gitlab.test/commit',
    );
    expect(link('!42')).toHaveAttribute('href', 'http://gitlab.test/42');
    expect(link('pipeline 7')).toHaveAttribute(
      'href',
      'http://gitlab.test/p/7',
    );
    expect(before).toHaveTextContent('Staging');
    expect(oldest).toHaveTextContent('not known');
    // There is no way back to what runs.
    expect(within(now).queryByRole('button')).not.toBeInTheDocument();
  });

  it('leads back by keyboard: preview, then exactly what was shown', async () => {
    const previewAction = jest.fn(async () => preview);
    const startAction = jest.fn(async (_, { request }) => ({
      id: '1',
      application: deployment(2).application,
      request,
      state: 'succeeded' as const,
      by: 'user:default/noor',
      requestedAt: '2026-01-01T08:00:00.000Z',
    }));
    const read = jest.fn(async () => history());
    show({
      history: read,
      previewAction,
      startAction,
      action: async () => startAction.mock.results[0].value,
    });
    const [, before] = await rows();
    within(before)
      .getByRole('button', { name: 'Roll Staging back to 0000002' })
      .focus();
    await userEvent.keyboard('{Enter}');
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Roll Staging back to 0000002');
    await within(dialog).findByText(preview.effect);
    const request = { kind: 'rollback', historyId: 2, prune: false };
    expect(previewAction).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'orders-dev' }),
      request,
      expect.anything(),
    );
    within(dialog).getByRole('button', { name: 'Roll back' }).focus();
    await userEvent.keyboard('{Enter}');
    await screen.findByText('Done');
    expect(startAction).toHaveBeenCalledWith(
      deployment(2).application,
      expect.objectContaining({ request, token: 'shown' }),
    );
    expect(read.mock.calls.length).toBeGreaterThan(1);
  });

  it('can be left without doing anything', async () => {
    show({
      history: async () => history(),
      previewAction: async () => preview,
    });
    const [, , oldest] = await rows();
    await userEvent.click(
      within(oldest).getByRole('button', {
        name: 'Roll Dev back to deployment 1',
      }),
    );
    await screen.findByRole('dialog');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('reads again when something has changed', async () => {
    const signals = new FakeSignals();
    let items = [deployment(1, { current: true })];
    show({ history: async () => history({ items }) }, signals);
    expect(await rows()).toHaveLength(1);
    items = [deployment(2, { current: true }), deployment(1)];
    act(() => signals.send('argocd:orders'));
    expect(await screen.findByText('0000002')).toBeVisible();
  });

  it('says that it is loading', async () => {
    show({ history: pending });
    expect(
      await screen.findByRole('status', { name: 'The history: loading' }),
    ).toBeInTheDocument();
  });

  it('says that nothing was deployed, only when everybody was heard', async () => {
    const empty = await show({ history: async () => history({ items: [] }) });
    expect(await screen.findByText(/Nothing was deployed yet/)).toBeVisible();
    empty.unmount();
    show({
      history: async () => history({ items: [], sources: [unanswered] }),
    });
    expect(
      await screen.findByText('Argo CD main did not answer in time.'),
    ).toBeVisible();
    expect(
      screen.queryByText(/Nothing was deployed yet/),
    ).not.toBeInTheDocument();
  });

  it('shows what is known when a part did not answer, and what Argo CD has forgotten', async () => {
    show({
      history: async () =>
        history({ sources: [unanswered], incomplete: ['dev', 'staging'] }),
    });
    expect(await rows()).toHaveLength(3);
    expect(
      screen.getByText('Argo CD main did not answer in time.'),
    ).toBeVisible();
    expect(
      screen.getByText(/keeps the last ten deployments: Dev, Staging had more/),
    ).toBeVisible();
  });

  it('says who refuses, and asks again when told to', async () => {
    const denied = await show({
      history: async () => {
        throw refusal(403, 'You may not see Argo CD applications');
      },
    });
    expect(
      await screen.findByText('You may not see Argo CD applications'),
    ).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    denied.unmount();

    let fails = true;
    show({
      history: async () => {
        if (fails) {
          throw refusal(502, 'Request failed with 502');
        }
        return history();
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('502');
    fails = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rows()).toHaveLength(3);
  });
});
