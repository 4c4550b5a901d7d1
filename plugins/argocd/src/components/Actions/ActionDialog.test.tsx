import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  Action,
  ActionPreview,
  DeliveryApi,
} from '@runway/plugin-argocd-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { ActionDialog } from './ActionDialog';

const application = {
  instance: 'main',
  namespace: 'argocd',
  name: 'orders-dev',
};

const preview: ActionPreview = {
  effect: 'Argo CD syncs orders-dev to 3f2c1a9b.',
  method: 'operation',
  changes: [
    {
      group: 'apps',
      kind: 'Deployment',
      name: 'orders',
      change: 'update',
      diff: '@@ -1 +1 @@\n-replicas: 1\n+replicas: 2\n',
    },
  ],
  files: [],
  warnings: ['Two pods are replaced.'],
  token: 'shown',
};

const action: Action = {
  id: '1',
  application,
  request: { kind: 'sync', prune: false, dryRun: false },
  state: 'running',
  by: 'user:default/noor',
  requestedAt: '2026-01-01T00:00:00.000Z',
};

function show(api: Partial<DeliveryApi>) {
  renderInTestApp(
    <ActionDialog
      application={application}
      request={{ kind: 'sync', prune: false, dryRun: false }}
      title="Sync orders-dev"
      verb="Sync"
      onClose={() => {}}
    />,
    { apis: [[deliveryApiRef, api]] },
  );
}

describe('ActionDialog', () => {
  it('previews, does, and follows to the end', async () => {
    const startAction = jest.fn(async () => action);
    show({
      previewAction: async () => preview,
      startAction,
      action: async () => ({
        ...action,
        state: 'succeeded',
        message: 'successfully synced',
      }),
    });
    expect(await screen.findByText(preview.effect)).toBeInTheDocument();
    expect(screen.getByText('Two pods are replaced.')).toBeInTheDocument();
    expect(screen.getByLabelText('Change Deployment orders')).toHaveTextContent(
      '+replicas: 2',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Sync' }));
    expect(startAction).toHaveBeenCalledWith(application, {
      request: action.request,
      token: 'shown',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await screen.findByText('Done')).toBeInTheDocument();
    expect(screen.getByText('successfully synced')).toBeInTheDocument();
  });

  it('sends the same press with the same id after a lost answer', async () => {
    const ids: string[] = [];
    show({
      previewAction: async () => preview,
      startAction: async (_, { requestId }) => {
        ids.push(requestId);
        throw new Error('Failed to fetch');
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Sync' }));
    await screen.findByText('Failed to fetch');
    await userEvent.click(screen.getByRole('button', { name: 'Sync' }));
    expect(new Set(ids).size).toBe(1);
  });

  it('says why it can not be done now', async () => {
    show({
      previewAction: async () => ({
        ...preview,
        blocked: 'Noor syncs it since 10:00.',
      }),
    });
    expect(
      await screen.findByText(/Noor syncs it since 10:00\./),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Sync' })).toBeDisabled();
  });

  it('opens a merge request where Git is the truth', async () => {
    show({
      previewAction: async () => ({ ...preview, method: 'merge-request' }),
    });
    expect(
      await screen.findByRole('button', { name: 'Open merge request' }),
    ).toBeEnabled();
  });
});
