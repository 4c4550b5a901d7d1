import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { exampleChange } from '../../__testUtils__/exampleChange';
import { FakeChangesApi } from '../../__testUtils__/FakeChangesApi';
import {
  FakeProvisioningApi,
  refusal,
} from '../../__testUtils__/FakeProvisioningApi';
import {
  exampleResources,
  exampleRun,
  exampleSteps,
} from '../../__testUtils__/exampleRun';
import { renderPortal } from '../../__testUtils__/renderPortal';

const run = exampleRun();
const path = `/runs/${run.id}`;

describe('RunPage', () => {
  let api: FakeProvisioningApi;
  beforeEach(() => {
    api = new FakeProvisioningApi();
  });

  it('says what runs, what is done and what it waits for, and follows the run by itself', async () => {
    api.add({ ...run, waitingFor: 'Vault to answer' });
    renderPortal({ path, api });

    expect(
      await screen.findByRole('heading', { name: 'check-in-api' }),
    ).toBeInTheDocument();
    const steps = screen.getByRole('region', { name: 'Steps' });
    expect(within(steps).getByText('1 of 3 done')).toBeInTheDocument();
    const active = within(steps).getByRole('listitem', { current: 'step' });
    expect(active).toHaveTextContent('Prepare the secrets');
    expect(active).toHaveTextContent('Vault to answer');
    expect(
      screen.getByRole('progressbar', { name: 'Steps done' }),
    ).toHaveAttribute('aria-valuenow', '1');

    api.add({
      ...run,
      steps: exampleSteps('succeeded', 'succeeded', 'running'),
    });
    expect(await screen.findByText('2 of 3 done')).toBeInTheDocument();
    expect(
      screen.getByRole('status', { name: 'Progress of the run' }),
    ).toHaveTextContent('Done: Prepare the secrets. Now: Wait for Argo CD.');
  });

  it('leads on from a run that succeeded, and stops asking', async () => {
    const getRun = jest.spyOn(api, 'getRun');
    api.add({
      ...run,
      status: 'succeeded',
      steps: exampleSteps('succeeded', 'succeeded', 'succeeded'),
      links: [
        {
          title: 'Repository',
          url: 'https://gitlab.example.com/flight-ops/check-in-api',
        },
        { title: 'Dashboards', url: 'https://dashboards.example.com/check-in' },
        // eslint-disable-next-line no-script-url
        { title: 'Trap', url: 'javascript:alert(1)' },
      ],
    });
    renderPortal({ path, api });

    const next = await screen.findByRole('region', { name: 'Next steps' });
    expect(
      within(next).getByRole('link', { name: 'See it in the catalog' }),
    ).toHaveAttribute('href', '/catalog/default/component/check-in-api');
    expect(
      within(next).getByRole('link', { name: /Open the repository/ }),
    ).toHaveAttribute(
      'href',
      'https://gitlab.example.com/flight-ops/check-in-api',
    );
    expect(
      within(next).getByRole('link', { name: /Dashboards/ }),
    ).toBeInTheDocument();
    expect(within(next).queryByRole('link', { name: /Trap/ })).toBeNull();
    expect(
      within(next).getByText(
        'git clone https://gitlab.example.com/flight-ops/check-in-api.git',
      ),
    ).toBeInTheDocument();
    expect(getRun).toHaveBeenCalledTimes(1);
  });

  it('says what happened, what was kept and what to do when a run failed, and retries from the step', async () => {
    const user = userEvent.setup();
    api.add({
      ...run,
      status: 'failed',
      taskId: 'task-7',
      steps: exampleSteps('succeeded', 'failed', 'skipped'),
      error: {
        message: 'Vault is sealed.',
        advice: 'Ask the platform team to unseal it, then retry.',
        stepId: 'step-2',
        system: 'vault',
      },
      can: { retry: true, undo: true },
    });
    renderPortal({ path, api });

    expect(
      await screen.findByText('"Prepare the secrets" failed'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Vault is sealed\. \(Vault\)/)).toBeInTheDocument();
    expect(screen.getByText(/2 resources, listed below/)).toBeInTheDocument();
    expect(screen.getByText(/unseal it, then retry/)).toBeInTheDocument();
    expect(screen.getByText(/task task-7/)).toBeInTheDocument();
    const steps = screen.getByRole('region', { name: 'Steps' });
    expect(within(steps).getByText('1 of 3 done')).toBeInTheDocument();
    expect(
      within(steps).getByRole('button', { name: /^Wait for Argo CD/ }),
    ).toHaveTextContent('To do');

    await user.click(
      screen.getByRole('button', { name: 'Retry from "Prepare the secrets"' }),
    );
    expect(await screen.findByText('Stop and undo')).toBeInTheDocument();
    expect(api.retried).toEqual([run.id]);
  });

  it('says why a person may neither retry nor undo', async () => {
    api.add({
      ...run,
      status: 'failed',
      steps: exampleSteps('failed'),
      can: {
        retry: false,
        undo: false,
        reason: 'Only members of Flight Operations may do this.',
      },
    });
    renderPortal({ path, api });

    const retry = await screen.findByRole('button', { name: /^Retry/ });
    const undo = screen.getByRole('button', { name: 'Undo' });
    expect(retry).toBeDisabled();
    expect(undo).toBeDisabled();
    expect(undo).toHaveAccessibleDescription(
      'Only members of Flight Operations may do this.',
    );
  });

  it('keeps the run and says so when a retry is refused', async () => {
    const user = userEvent.setup();
    api.add({
      ...run,
      status: 'failed',
      steps: exampleSteps('failed'),
      can: { retry: true, undo: true },
    });
    api.failures.set(
      'retryRun',
      await refusal(409, 'ConflictError', 'Somebody else is retrying it.'),
    );
    renderPortal({ path, api });

    await user.click(await screen.findByRole('button', { name: /^Retry/ }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The run was not retriedSomebody else is retrying it.',
    );
    expect(screen.getByRole('button', { name: /^Retry/ })).toBeEnabled();
  });

  it('asks before undo, saying for each resource what will happen, and then shows it happen', async () => {
    const user = userEvent.setup();
    api.add({ ...run, status: 'succeeded' });
    renderPortal({ path, api });

    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Undo check-in-api?',
    });
    const items = within(dialog).getAllByRole('listitem');
    expect(items.map(item => item.textContent)).toEqual([
      expect.stringMatching(/^Namespace of the team.*Kept\. It was there/),
      expect.stringMatching(/^Right to read the secrets.*Deleted\./),
      expect.stringMatching(/^Service repository.*Archived instead if anyone/),
    ]);

    await user.click(
      within(dialog).getByRole('button', { name: 'Keep everything' }),
    );
    expect(api.undone).toEqual([]);

    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await user.click(
      await screen.findByRole('button', { name: 'Undo 2 resources' }),
    );
    const table = await screen.findByRole('table', {
      name: 'What is taken back',
    });
    expect(api.undone).toEqual([run.id]);
    expect(
      within(table)
        .getAllByRole('rowheader')
        .map(header => header.textContent),
    ).toEqual([
      expect.stringContaining('Right to read the secrets'),
      expect.stringContaining('Service repository'),
    ]);
    expect(
      screen.getByText(/Used, not made by this run: 1/),
    ).toBeInTheDocument();

    api.add({
      ...run,
      status: 'undone',
      resources: exampleResources([
        { state: 'archived', reason: 'Sara has committed to it' },
        { state: 'undone' },
      ]),
      can: { retry: false, undo: false },
    });
    expect(
      await screen.findByText(/1 resource gone, 1 archived/),
    ).toBeInTheDocument();
    expect(screen.getByText('Sara has committed to it')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /undo/i })).toBeNull();
  });

  it('names what undo left behind and offers another try', async () => {
    const user = userEvent.setup();
    api.add({
      ...run,
      status: 'undo-failed',
      resources: exampleResources([
        { state: 'undone' },
        { state: 'orphaned', reason: 'Vault is sealed' },
      ]),
    });
    renderPortal({ path, api });

    expect(
      await screen.findByText('1 resource could not be taken back'),
    ).toBeInTheDocument();
    expect(screen.getAllByText(/Vault is sealed/)).not.toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Try undo again' }));
    await user.click(
      await screen.findByRole('button', { name: 'Undo 1 resource' }),
    );
    await waitFor(() => expect(api.undone).toEqual([run.id]));
  });

  it('keeps showing the run with its age while the backend is away, and recovers', async () => {
    api.add(run);
    renderPortal({ path, api });
    await screen.findByRole('heading', { name: 'check-in-api' });

    api.failures.set('getRun', new TypeError('Failed to fetch'));
    const notice = await screen.findByRole('alert');
    expect(notice).toHaveTextContent('This page is not live at the moment');
    expect(notice).toHaveTextContent(/What you see is \d+ s old/);
    expect(screen.getByText('1 of 3 done')).toBeInTheDocument();

    api.failures.delete('getRun');
    await userEvent.click(screen.getByRole('button', { name: 'Try now' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('shows the log of the active step, of another one, and of all', async () => {
    const user = userEvent.setup();
    api.add(run);
    api.log.push(
      { id: 1, at: run.createdAt, stepId: 'step-1', message: 'cloned' },
      {
        id: 2,
        at: run.createdAt,
        stepId: 'step-2',
        message: '\u001b[32minfo\u001b[39m: policy written',
      },
    );
    renderPortal({ path, api });

    const log = await screen.findByRole('log', { name: 'Log' });
    expect(
      await within(log).findByText('info: policy written'),
    ).toBeInTheDocument();
    expect(within(log).queryByText('cloned')).toBeNull();

    await user.click(
      screen.getByRole('button', { name: /^Create the repository/ }),
    );
    expect(within(log).getByText('cloned')).toBeInTheDocument();
    expect(within(log).queryByText('info: policy written')).toBeNull();

    await user.click(screen.getByRole('button', { name: /Show the log of/ }));
    await user.click(screen.getByRole('option', { name: 'All steps' }));
    expect(within(log).getByText('cloned')).toBeInTheDocument();

    api.log.push({
      id: 3,
      at: run.createdAt,
      stepId: 'step-2',
      message: 'more',
    });
    expect(await within(log).findByText('more')).toBeInTheDocument();
    expect(within(log).getAllByText('cloned')).toHaveLength(1);

    await user.click(screen.getByRole('button', { name: 'Pause' }));
    expect(screen.getByRole('button', { name: 'Follow' })).toBeInTheDocument();
  });

  it('leads to the change of what the run made, instead of undo', async () => {
    api.add(exampleRun({ id: run.id, status: 'succeeded' }));
    const changes = new FakeChangesApi();
    changes.add(
      exampleChange({ status: 'completed', createdAt: '2026-11-22T11:00:00Z' }),
    );
    renderPortal({ path, api, changes });
    expect(
      await screen.findByRole('link', { name: 'See its decommission' }),
    ).toHaveAttribute('href', '/changes/change-1');
    expect(screen.queryByRole('button', { name: /Undo/ })).toBeNull();
  });

  it('says that a run is not there, or not for this person', async () => {
    const first = renderPortal({ path: '/runs/nothing', api });
    expect(
      await screen.findByText('There is no run with the id nothing'),
    ).toBeInTheDocument();
    first.unmount();

    api.failures.set(
      'getRun',
      await refusal(403, 'NotAllowedError', 'Ask your team lead.'),
    );
    renderPortal({ path, api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You may not see this runAsk your team lead\./,
    );
  });
});
