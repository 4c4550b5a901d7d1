import { mockApis, renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FakeAuditApi,
  exampleEvent,
  refusal,
} from '../../__testUtils__/FakeAuditApi';
import { auditApiRef } from '../../api/auditApiRef';
import { auditPlugin } from '../../plugin';

const AMELIA = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'amelia', namespace: 'default' },
  spec: { profile: { displayName: 'Amelia Reyes' } },
};

function render(api: FakeAuditApi, path = '/audit') {
  return renderTestApp({
    features: [catalogPlugin, auditPlugin],
    initialRouteEntries: [path],
    apis: [
      [auditApiRef, api],
      catalogApiMock({ entities: [AMELIA] }),
      mockApis.identity({ userEntityRef: 'user:default/amelia' }),
    ],
  });
}

const actions = () =>
  screen.getAllByRole('rowheader').map(({ textContent }) => textContent);

describe('AuditPage', () => {
  let api: FakeAuditApi;
  beforeEach(() => {
    api = new FakeAuditApi();
  });

  it('says who did what to what, when, and how it ended', async () => {
    api.events = [
      exampleEvent({
        object: 'component:default/check-in-api',
        status: 'failed',
      }),
    ];
    render(api);
    const row = (await screen.findByRole('rowheader')).closest('tr')!;
    expect(row).toHaveTextContent('Retried a run');
    expect(row).toHaveTextContent('Failed');
    expect(row).toHaveTextContent('8.2 s');
    expect(within(row).getByRole('link', { name: /amelia/i })).toHaveAttribute(
      'href',
      '/catalog/default/user/amelia',
    );
    expect(
      within(row).getByRole('link', { name: /check-in-api/ }),
    ).toHaveAttribute('href', '/catalog/default/component/check-in-api');
    expect(row.querySelector('time')).toHaveAttribute(
      'title',
      expect.stringContaining('2026'),
    );
  });

  it('calls parts of the portal, strangers and unknown events by what is known of them', async () => {
    api.events = [
      exampleEvent({ id: '1', actor: 'plugin:scaffolder', event: 'new-thing' }),
      exampleEvent({
        id: '2',
        actor: undefined,
        status: 'initiated',
        object: 'task:fec54a3d-4cbe-4200-82c8-876f816b118b',
        endedAt: undefined,
        durationMs: undefined,
      }),
    ];
    render(api);
    expect(await screen.findByText('Runway (scaffolder)')).toBeInTheDocument();
    expect(actions()[0]).toBe('provisioning.new-thing');
    expect(screen.getByText('Nobody signed in')).toBeInTheDocument();
    const [, begun] = screen.getAllByRole('rowheader');
    expect(begun.closest('tr')).toHaveTextContent('No outcome yet');
    expect(begun.closest('tr')).toHaveTextContent('Task fec54a3d');
  });

  it('opens to everything that is known, by keyboard too', async () => {
    const user = userEvent.setup();
    api.events = [
      exampleEvent({
        status: 'failed',
        error: 'GitLab did not answer',
        ip: '10.0.0.7',
        meta: { reason: 'timeout' },
      }),
    ];
    render(api);
    const toggle = await screen.findByRole('button', {
      name: 'Details of: Retried a run',
    });
    expect(screen.queryByText('GitLab did not answer')).not.toBeInTheDocument();
    toggle.focus();
    await user.keyboard('{Enter}');
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByText('GitLab did not answer')).toBeInTheDocument();
    expect(screen.getByText('10.0.0.7')).toBeInTheDocument();
    expect(screen.getByText(/"reason": "timeout"/)).toBeInTheDocument();
    await user.keyboard('{Enter}');
    expect(screen.queryByText('GitLab did not answer')).not.toBeInTheDocument();
  });

  it('takes the filters from the address, and lets the backend do the filtering', async () => {
    const user = userEvent.setup();
    api.events = [exampleEvent()];
    render(
      api,
      '/audit?view=all&status=failed&actor=user:default/amelia&period=week&text=seat',
    );
    await screen.findByRole('rowheader');
    expect(api.listed.at(-1)).toMatchObject({
      status: 'failed',
      actor: 'user:default/amelia',
      text: 'seat',
      minSeverity: undefined,
    });
    const from = Date.parse(api.listed.at(-1)!.from!);
    expect(Math.round((Date.now() - from) / 86_400_000)).toBe(7);

    await user.click(screen.getByRole('radio', { name: 'Changes' }));
    await waitFor(() =>
      expect(api.listed.at(-1)).toMatchObject({ minSeverity: 'medium' }),
    );
    await user.click(screen.getByRole('button', { name: /Action/ }));
    await user.click(screen.getByRole('option', { name: 'Retried a run' }));
    await waitFor(() =>
      expect(api.listed.at(-1)).toMatchObject({
        plugin: 'provisioning',
        event: 'run-retry',
        status: 'failed',
      }),
    );
    await user.clear(screen.getByRole('searchbox', { name: 'Words' }));
    await waitFor(() => expect(api.listed.at(-1)?.text).toBeUndefined());
  });

  it('loads older actions below, and keeps what is there when that fails', async () => {
    const user = userEvent.setup();
    api.pageSize = 2;
    api.events = ['1', '2', '3'].map(id => exampleEvent({ id }));
    render(api);
    await waitFor(() => expect(actions()).toHaveLength(2));
    api.failure = await refusal(503, 'ServiceUnavailableError', 'Away.');
    await user.click(screen.getByRole('button', { name: 'Load older' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "Older actions can't be shown now",
    );
    expect(actions()).toHaveLength(2);

    api.failure = undefined;
    await user.click(screen.getByRole('button', { name: 'Load older' }));
    await waitFor(() => expect(actions()).toHaveLength(3));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Load older' }),
    ).not.toBeInTheDocument();
  });

  it('tells people that they see their own actions, and offers nobody else’s', async () => {
    api.scope = 'own';
    api.events = [exampleEvent()];
    render(api);
    expect(
      await screen.findByText('These are your own actions'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Person/ }),
    ).not.toBeInTheDocument();
  });

  it('saves what the filters match as a file, and says when that fails', async () => {
    const user = userEvent.setup();
    URL.createObjectURL = jest.fn(() => 'blob:file');
    URL.revokeObjectURL = jest.fn();
    const saved: string[] = [];
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push(this.download);
      });
    api.events = [exampleEvent()];
    render(api, '/audit?status=failed');
    await screen.findByRole('rowheader');
    await user.click(screen.getByRole('button', { name: 'Export CSV' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).toMatch(/^runway-audit-\d{4}-\d\d-\d\d\.csv$/);
    expect(api.exported).toMatchObject([
      ['csv', { status: 'failed', minSeverity: 'medium' }],
    ]);

    api.failure = await refusal(500, 'Error', 'The disk is full.');
    await user.click(screen.getByRole('button', { name: 'Export JSON' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The disk is full.',
    );
  });

  it('says when nothing matches, and clears the filters', async () => {
    const user = userEvent.setup();
    render(api, '/audit?text=zeppelin');
    await user.click(
      await screen.findByRole('button', { name: 'Clear the filters' }),
    );
    expect(await screen.findByText('Nothing recorded yet')).toBeInTheDocument();
    expect(api.listed.at(-1)?.text).toBeUndefined();
  });

  it('says who may not see it, and offers no export', async () => {
    api.failure = await refusal(
      403,
      'NotAllowedError',
      'Your role does not include the audit trail. Ask the platform team.',
    );
    render(api);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('You may not see the audit trail');
    expect(alert).toHaveTextContent('Ask the platform team.');
    expect(
      screen.queryByRole('button', { name: /Export/ }),
    ).not.toBeInTheDocument();
  });

  it('says what failed and tries again', async () => {
    const user = userEvent.setup();
    api.failure = new TypeError('Failed to fetch');
    render(api);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Runway did not answer');
    api.failure = undefined;
    api.events = [exampleEvent()];
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(actions()).toEqual(['Retried a run']));
  });
});
