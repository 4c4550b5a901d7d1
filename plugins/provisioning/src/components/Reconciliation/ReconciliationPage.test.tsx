import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  DifferenceAction,
  Reconciliation,
  ReconciliationApi,
} from '@runway/plugin-provisioning-common';
import { refusal } from '../../__testUtils__/FakeProvisioningApi';
import { renderPortal } from '../../__testUtils__/renderPortal';

const CHECKED = new Date(Date.now() - 3 * 60_000).toISOString();

const example: Reconciliation = {
  differences: [
    {
      id: 'd1',
      kind: 'missing',
      resourceKind: 'vault-policy',
      system: 'vault',
      instance: 'main',
      key: 'flight-ops-check-in-api-dev',
      title: 'Right to read the secrets',
      runId: 'run-1',
      name: 'check-in-api',
      ownerRef: 'group:default/booking',
      message: 'The ledger has it, Vault does not.',
      firstSeenAt: CHECKED,
      lastSeenAt: CHECKED,
      actions: ['recreate', 'forget'],
    },
  ],
  totalItems: 1,
  sources: [
    {
      system: 'vault',
      instance: 'main',
      state: 'ok',
      checkedAt: CHECKED,
      checked: 12,
    },
  ],
  lastPass: { startedAt: CHECKED, finishedAt: CHECKED },
  everySeconds: 900,
  can: { act: true },
};

/** Differences in memory, and what was asked about them. */
class FakeReconciliationApi implements ReconciliationApi {
  value: Reconciliation = example;
  failure?: Error;
  checks = 0;
  readonly resolved: Array<[string, DifferenceAction]> = [];

  readonly asked: object[] = [];

  async getReconciliation(query: object = {}) {
    this.asked.push(query);
    if (this.failure) {
      throw this.failure;
    }
    return this.value;
  }

  async checkNow() {
    this.checks += 1;
    return { started: true };
  }

  async resolveDifference(id: string, action: DifferenceAction) {
    this.resolved.push([id, action]);
    if (this.failure) {
      throw this.failure;
    }
    this.value = { ...this.value, differences: [], totalItems: 0 };
    return {};
  }
}

describe('ReconciliationPage', () => {
  let reconciliation: FakeReconciliationApi;
  beforeEach(() => {
    reconciliation = new FakeReconciliationApi();
  });
  const show = () => renderPortal({ path: '/reconciliation', reconciliation });

  it('shows each difference, says what an action does, and does it when confirmed', async () => {
    const user = userEvent.setup();
    show();
    const table = await screen.findByRole('table', { name: 'Differences' });
    expect(table).toHaveTextContent('The ledger has it, Vault does not.');
    expect(
      within(table).getByRole('link', { name: 'booking' }),
    ).toBeInTheDocument();
    expect(
      within(table).getByRole('link', { name: 'check-in-api' }),
    ).toHaveAttribute('href', '/runs/run-1');
    await user.click(within(table).getByRole('button', { name: /^Recreate/ }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('Runway makes it again');
    expect(reconciliation.resolved).toEqual([]);
    await user.click(
      within(dialog).getByRole('button', { name: 'Recreate it' }),
    );
    expect(reconciliation.resolved).toEqual([['d1', 'recreate']]);
    expect(
      await screen.findByText('The ledger equals the upstreams.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Everything was compared/)).toHaveTextContent(
      'Everything was compared 3 minutes ago.',
    );
  });

  it('does not claim equality when a source could not be compared', async () => {
    reconciliation.value = {
      ...example,
      differences: [],
      totalItems: 0,
      sources: [
        { ...example.sources[0], state: 'partial', error: 'Vault is sealed.' },
      ],
    };
    show();
    expect(await screen.findByText('Vault is sealed.')).toBeInTheDocument();
    expect(screen.getByText('Partial')).toBeInTheDocument();
    expect(
      screen.getByText('No difference was found so far.'),
    ).toBeInTheDocument();
  });

  it('does not call an empty ledger equal', async () => {
    reconciliation.value = {
      ...example,
      differences: [],
      totalItems: 0,
      sources: [{ ...example.sources[0], checked: 0 }],
    };
    show();
    expect(
      await screen.findByText('There is nothing to compare yet.'),
    ).toBeInTheDocument();
    expect(screen.getByText(/no run has made anything/)).toBeInTheDocument();
  });

  it('turns pages, and starts again when it is narrowed down', async () => {
    const user = userEvent.setup();
    reconciliation.value = { ...example, totalItems: 120 };
    show();
    await user.click(await screen.findByRole('button', { name: /next/i }));
    await waitFor(() =>
      expect(reconciliation.asked.at(-1)).toMatchObject({
        limit: 50,
        offset: 50,
      }),
    );
    await user.click(screen.getByRole('button', { name: /Kind/ }));
    await user.click(await screen.findByRole('option', { name: /missing/i }));
    await waitFor(() =>
      expect(reconciliation.asked.at(-1)).toMatchObject({
        kind: 'missing',
        offset: 0,
      }),
    );
  });

  it('shows what is under way and what failed', async () => {
    reconciliation.value = {
      ...example,
      differences: [
        {
          ...example.differences[0],
          progress: { action: 'recreate', state: 'failed', message: 'Sealed.' },
        },
        {
          ...example.differences[0],
          id: 'd2',
          progress: { action: 'adopt', state: 'working' },
        },
      ],
    };
    show();
    expect(
      await screen.findByText('Recreate failed: Sealed.'),
    ).toBeInTheDocument();
    expect(screen.getByText('Adopt: working')).toBeInTheDocument();
  });

  it('checks now', async () => {
    const user = userEvent.setup();
    show();
    await user.click(await screen.findByRole('button', { name: 'Check now' }));
    await waitFor(() => expect(reconciliation.checks).toBe(1));
  });

  it('says who may not act why, and offers no action', async () => {
    reconciliation.value = {
      ...example,
      can: { act: false, reason: 'Platform engineers act.' },
    };
    show();
    expect(
      await screen.findByText('Platform engineers act.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Recreate/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Check now' })).toBeDisabled();
  });

  it('says who may not see it why', async () => {
    reconciliation.failure = await refusal(
      403,
      'NotAllowedError',
      'Ask the platform team.',
    );
    show();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You may not see this.*Ask the platform team\./,
    );
  });
});
