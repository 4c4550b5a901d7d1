import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import {
  FakeProvisioningApi,
  refusal,
} from '../../__testUtils__/FakeProvisioningApi';
import { renderPortal } from '../../__testUtils__/renderPortal';

const path = '/create/templates/default/api-service';

async function fillIn(user: UserEvent, name = 'check-in-api') {
  await user.type(await screen.findByRole('textbox', { name: /^Name/ }), name);
  await user.type(
    screen.getByRole('textbox', { name: /^Purpose/ }),
    'Checks people in.',
  );
  await waitFor(() =>
    expect(screen.getByRole('combobox', { name: /^Owner/ })).toHaveValue(
      'Flight Operations',
    ),
  );
}

async function review(user: UserEvent) {
  await user.click(screen.getByRole('button', { name: 'Review' }));
  await screen.findByRole('heading', { name: 'Review check-in-api' });
}

describe('CreateWizard', () => {
  let api: FakeProvisioningApi;
  let user: UserEvent;
  beforeEach(() => {
    sessionStorage.clear();
    api = new FakeProvisioningApi();
    user = userEvent.setup();
  });

  it('goes from the details over the review to the run', async () => {
    api.previewed = {
      expectedDurationMs: 14_000,
      steps: [],
      resources: [
        {
          kind: 'gitlab-project',
          system: 'gitlab',
          key: 'flight-ops/check-in-api',
          title: 'Service repository',
          effect: 'create',
        },
        {
          kind: 'namespace',
          system: 'kubernetes',
          key: 'flight-ops-dev',
          title: 'Namespace of the team',
          environment: 'dev',
          effect: 'use',
        },
      ],
      files: [
        {
          repository: 'flight-ops/check-in-api',
          path: 'README.md',
          size: 15,
          content: '# check-in-api\n',
        },
        {
          repository: 'flight-ops/check-in-api',
          path: 'src/server.ts',
          size: 12,
          content: 'listen(8080)',
        },
      ],
    };
    renderPortal({ path, api });
    await fillIn(user);
    expect(await screen.findByText('The name is free.')).toBeInTheDocument();
    await review(user);

    const checks = await screen.findByRole('list', { name: 'Checks' });
    expect(within(checks).getByRole('listitem')).toHaveTextContent(
      'PassedName is freeNothing is called check-in-api yet.',
    );
    const gitlab = await screen.findByRole('region', { name: 'GitLab' });
    expect(gitlab).toHaveTextContent('Service repository');
    expect(
      screen.getByRole('region', { name: 'Kubernetes' }),
    ).toHaveTextContent('Namespace of the teamdevused, not made');
    expect(
      screen.getByRole('region', { name: 'Content of README.md' }),
    ).toHaveTextContent('# check-in-api');
    expect(screen.getByText(/It usually takes/)).toHaveTextContent('14 s');

    await user.click(screen.getByRole('button', { name: 'Create service' }));
    expect(
      await screen.findByRole('heading', { name: 'check-in-api' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Steps' })).toBeInTheDocument();
    expect(api.started).toEqual([
      {
        templateRef: 'template:default/api-service',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        values: {
          name: 'check-in-api',
          owner: 'group:default/flight-ops',
          purpose: 'Checks people in.',
          size: 'small',
        },
      },
    ]);
    expect(sessionStorage).toHaveLength(0);
  });

  it('says while typing what is wrong with a name, but not before it can be right', async () => {
    renderPortal({ path, api });
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    await user.type(name, 'ch');
    expect(name).toBeValid();
    expect(screen.queryByText(/Use at least 3 characters/)).toBeNull();

    await user.type(name, 'eck in');
    expect(
      (await screen.findAllByText(/Use hyphens instead of spaces/)).length,
    ).toBeGreaterThan(0);
    expect(name).toHaveAccessibleDescription(/Use hyphens instead of spaces/);

    await user.clear(name);
    await user.type(name, 'ab');
    await user.tab();
    expect(
      (await screen.findAllByText('Use at least 3 characters.')).length,
    ).toBeGreaterThan(0);
    expect(api.preflights).toEqual([]);
  });

  it('says at the field that a name is taken, and stays there', async () => {
    api.takenNames.add('check-in-api');
    renderPortal({ path, api });
    await fillIn(user);
    expect(
      (
        await screen.findAllByText(
          'The catalog already has a service called check-in-api. Choose another name.',
        )
      ).length,
    ).toBeGreaterThan(0);

    await user.click(screen.getByRole('button', { name: 'Review' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'One field needs another look',
    );
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveFocus();
  });

  it('says at the owner that the team is not the person’s', async () => {
    api.failures.set(
      'preflight',
      await refusal(403, 'NotAllowedError', 'Only members may do this.'),
    );
    renderPortal({ path, api });
    await fillIn(user);
    expect(
      await screen.findByText('Only members may do this.'),
    ).toBeInTheDocument();
  });

  it('marks what is missing and goes to the first of it', async () => {
    renderPortal({ path, api });
    await screen.findByRole('textbox', { name: /^Name/ });
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: /^Owner/ })).toHaveValue(
        'Flight Operations',
      ),
    );
    await user.click(screen.getByRole('button', { name: 'Review' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      '2 fields need another look',
    );
    expect(screen.getByText('Fill in "Purpose".')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveFocus();

    await user.type(screen.getByRole('textbox', { name: /^Purpose/ }), 'short');
    expect(screen.getByText('Use at least 10 characters.')).toBeInTheDocument();
  });

  it('starts one run, however fast and often the button is pressed', async () => {
    api.holdStart = true;
    renderPortal({ path, api });
    await fillIn(user);
    await review(user);
    const create = await screen.findByRole('button', {
      name: 'Create service',
    });
    await waitFor(() => expect(create).toBeEnabled());
    // Both clicks of a double click come before the page is drawn again.
    act(() => {
      create.click();
      create.click();
    });
    await waitFor(() => expect(api.releaseStart).toBeDefined());
    act(() => create.click());
    api.releaseStart!();
    await screen.findByRole('heading', { name: 'check-in-api' });
    expect(api.started).toHaveLength(1);
  });

  it('tries again under the same id after the network failed, even after a reload', async () => {
    api.failures.set('startRun', new TypeError('Failed to fetch'));
    const first = renderPortal({ path, api });
    await fillIn(user);
    await review(user);
    await user.click(
      await screen.findByRole('button', { name: 'Create service' }),
    );
    expect(
      await screen.findByText('Runway did not answer'),
    ).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent('it can’t start twice');
    first.unmount();

    api.failures.clear();
    renderPortal({ path: `${path}?step=review`, api });
    await user.click(
      await screen.findByRole('button', { name: 'Create service' }),
    );
    await screen.findByRole('heading', { name: 'check-in-api' });
    expect(api.started).toHaveLength(2);
    expect(api.started[1]).toEqual(api.started[0]);
  });

  it('does not start while a check fails, and starts after it was put right', async () => {
    const vault = { id: 'vault', title: 'Vault', durationMs: 1 };
    api.checks = [
      {
        ...vault,
        status: 'failed',
        message: 'Vault is sealed.',
        action: 'Ask the platform team to unseal it, then check again.',
      },
    ];
    renderPortal({ path, api });
    await fillIn(user);
    await review(user);
    expect(await screen.findByText('Vault is sealed.')).toBeInTheDocument();
    expect(screen.getByText(/Ask the platform team/)).toBeInTheDocument();
    expect(screen.getByText(/One check failed/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Create service' }),
    ).toBeDisabled();

    api.checks = [{ ...vault, status: 'ok', message: 'Vault answers.' }];
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Create service' }),
      ).toBeEnabled(),
    );
    expect(screen.getByText('2 of 2 passed')).toBeInTheDocument();
  });

  it('keeps the form when the upstream is down, and when the way back is taken', async () => {
    api.failures.set(
      'preview',
      await refusal(503, 'ServiceUnavailableError', 'GitLab does not answer.'),
    );
    renderPortal({ path, api });
    await fillIn(user);
    await review(user);
    expect(
      await screen.findByText(/GitLab does not answer\. Your form is kept\./),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Create service' }),
    ).toBeDisabled();

    await user.click(screen.getByRole('button', { name: 'Back to details' }));
    expect(await screen.findByRole('textbox', { name: /^Name/ })).toHaveValue(
      'check-in-api',
    );
    expect(screen.getByRole('textbox', { name: /^Purpose/ })).toHaveValue(
      'Checks people in.',
    );
  });

  it('fills in what a link brings along', async () => {
    const formData = encodeURIComponent(JSON.stringify({ name: 'seat-map' }));
    renderPortal({ path: `${path}?formData=${formData}`, api });
    expect(await screen.findByRole('textbox', { name: /^Name/ })).toHaveValue(
      'seat-map',
    );
  });

  it('says that a template is gone', async () => {
    renderPortal({ path: '/create/templates/default/old-service', api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The template "old-service" is gone',
    );
    expect(
      screen.getByRole('link', { name: 'See all templates' }),
    ).toHaveAttribute('href', '/create');
  });
});
