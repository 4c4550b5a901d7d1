import { screen, within } from '@testing-library/react';
import type {
  InfrastructureRequest,
  Run,
} from '@runway/plugin-provisioning-common';
import { FakeProvisioningApi } from '../../__testUtils__/FakeProvisioningApi';
import { exampleRun, exampleSteps } from '../../__testUtils__/exampleRun';
import { renderPortal } from '../../__testUtils__/renderPortal';

const request: InfrastructureRequest = {
  status: 'opened',
  environment: 'dev',
  directory: 'environments/dev/flight-ops-booking',
  mergeRequest: {
    project: 'platform/infrastructure',
    iid: 12,
    url: 'https://gitlab.example.com/platform/infrastructure/-/merge_requests/12',
  },
  approvedBy: [],
  approvers: ['group:default/platform'],
  openedAt: '2026-11-22T10:00:20.000Z',
};

const ordered = (change: Partial<InfrastructureRequest>): Run =>
  exampleRun({
    status: 'succeeded',
    name: 'flight-ops-booking-dev',
    entityRef: 'resource:default/flight-ops-booking-dev',
    steps: exampleSteps('succeeded', 'succeeded', 'succeeded'),
    resources: [],
    request: { ...request, ...change },
  });

const planned: Partial<InfrastructureRequest> = {
  status: 'planned',
  plan: { add: 6, change: 0, destroy: 0 },
  plannedAt: '2026-11-22T10:01:00.000Z',
  waitsFor: 'An approval',
};

const approved: Partial<InfrastructureRequest> = {
  ...planned,
  status: 'approved',
  approvedAt: '2026-11-22T10:20:00.000Z',
  approvedBy: ['priya.nair'],
  waitsFor: undefined,
};

describe('a run that ordered infrastructure', () => {
  let api: FakeProvisioningApi;
  beforeEach(() => {
    api = new FakeProvisioningApi();
  });

  const show = async (run: Run) => {
    api.add(run);
    renderPortal({ path: `/runs/${run.id}`, api });
    await screen.findByRole('heading', { name: run.name });
    return within(screen.getByRole('list', { name: 'Steps of the order' }));
  };

  it('is not ready when its steps are done, but being planned', async () => {
    const lane = await show(ordered({}));
    expect(screen.getByText('Being planned')).toBeInTheDocument();
    expect(screen.queryByText('Ready')).not.toBeInTheDocument();
    expect(lane.getByRole('listitem', { current: 'step' })).toHaveTextContent(
      'Planned',
    );
    expect(
      screen.getByRole('link', { name: 'Open merge request !12' }),
    ).toHaveAttribute('href', request.mergeRequest.url);
  });

  it('says what is planned and whose approval is missing, and goes on by itself', async () => {
    const lane = await show(ordered(planned));
    expect(lane.getByRole('listitem', { current: 'step' })).toHaveTextContent(
      /Approved.*Waits for a person/,
    );
    expect(
      screen.getByText(/The plan: 6 to add\. An approval is missing/),
    ).toHaveTextContent(/platform.*not from who ordered it/);
    expect(screen.getByText('Waits for approval')).toBeInTheDocument();

    api.add(ordered(approved));
    expect(
      await screen.findByText('Being applied', undefined, { timeout: 5_000 }),
    ).toBeInTheDocument();
    expect(screen.getByText(/Approved by priya\.nair/)).toBeInTheDocument();
  });

  it('says how long it took from order to applied, and leads to the catalog', async () => {
    await show(
      ordered({
        ...approved,
        status: 'applied',
        appliedAt: '2026-11-22T10:27:00.000Z',
      }),
    );
    expect(
      screen.getByText(/27.min from order to applied/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: /See it in the catalog/ }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/resource/flight-ops-booking-dev',
    );
  });

  it('says what failed and what to do', async () => {
    await show(
      ordered({
        status: 'failed',
        error: {
          message: 'Planning failed. Invalid value for variable',
          advice: 'Correct the files on the branch.',
        },
      }),
    );
    const alert = screen.getByRole('alert');
    expect(alert).toHaveTextContent('Planning failed. Invalid value');
    expect(alert).toHaveTextContent('Correct the files on the branch.');
  });

  it('says since when it may be out of date, and that nothing is lost', async () => {
    await show(
      ordered({
        ...planned,
        outOfDate: {
          since: '2026-11-22T10:05:00.000Z',
          message: 'GitLab does not answer.',
        },
      }),
    );
    expect(screen.getByText(/GitLab does not answer\./)).toHaveTextContent(
      /Nothing is lost/,
    );
    expect(screen.getByText('Waits for approval')).toBeInTheDocument();
  });

  it('says that a closed order made nothing', async () => {
    await show(ordered({ status: 'closed', closedAt: request.openedAt }));
    expect(screen.getByText(/nothing was made/)).toBeInTheDocument();
  });
});

it('is not called ready in lists either', async () => {
  const api = new FakeProvisioningApi();
  api.add(ordered(planned));
  renderPortal({ path: '/runs', api });
  const row = (await screen.findByRole('rowheader')).closest('tr')!;
  expect(row).toHaveTextContent('Waits for approval');
});
