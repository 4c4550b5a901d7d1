import { screen, waitFor } from '@testing-library/react';
import { FakeProvisioningApi } from '../../__testUtils__/FakeProvisioningApi';
import { renderPortal } from '../../__testUtils__/renderPortal';

// What a person may do is remembered between the tests of a file: here nobody may do anything.
const denied = ['provisioning.run.create', 'scaffolder.template.management'];

describe('A person who may not create services', () => {
  const api = new FakeProvisioningApi();

  it('sees the gallery, is told why not and whom to ask, and has no template tools', async () => {
    renderPortal({
      path: '/create',
      api,
      denied,
      config: {
        runway: { roles: { platformEngineers: ['group:default/platform'] } },
      },
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /You may not create services.*Ask the lead of your team to add you, or ask platform\./,
    );
    expect(
      await screen.findByRole('link', { name: 'API service' }),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Template tools' }),
      ).toBeNull(),
    );
  });

  it('gets the reason instead of a form', async () => {
    renderPortal({
      path: '/create/templates/default/api-service',
      api,
      denied,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not create services',
    );
    expect(screen.queryByRole('textbox', { name: /^Name/ })).toBeNull();
  });
});
