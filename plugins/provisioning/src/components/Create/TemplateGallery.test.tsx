import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeProvisioningApi } from '../../__testUtils__/FakeProvisioningApi';
import { exampleRun } from '../../__testUtils__/exampleRun';
import {
  API_SERVICE,
  FLIGHT_OPS,
  renderPortal,
} from '../../__testUtils__/renderPortal';

function template(name: string, title: string) {
  return {
    ...API_SERVICE,
    metadata: { ...API_SERVICE.metadata, name, title },
  };
}

describe('TemplateGallery', () => {
  let api: FakeProvisioningApi;
  beforeEach(() => {
    api = new FakeProvisioningApi();
  });

  it('takes the place of the scaffolder’s list and says what a template gives and how long it takes', async () => {
    for (const [index, durationMs] of [9_000, 14_000, 60_000].entries()) {
      api.add(exampleRun({ id: `${index}`, status: 'succeeded', durationMs }));
    }
    renderPortal({ path: '/create', api });

    expect(
      await screen.findByRole('heading', {
        name: 'What do you want to create?',
      }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('link', { name: 'API service' }),
    ).toHaveAttribute('href', '/create/templates/default/api-service');
    expect(
      screen.getByText('An HTTP API with repository and pipeline.'),
    ).toBeInTheDocument();
    expect(await screen.findByText(/Usually/)).toHaveTextContent('14 s');
    expect(screen.queryByRole('searchbox')).toBeNull();
    expect(screen.queryByRole('tab')).toBeNull();
  });

  it('can be searched when there are many', async () => {
    const user = userEvent.setup();
    const many = ['Worker', 'Library', 'Web app', 'Job', 'Module', 'Docs'].map(
      (title, index) => template(`template-${index}`, title),
    );
    renderPortal({ path: '/create', api, entities: [API_SERVICE, ...many] });
    expect(await screen.findAllByRole('article')).toHaveLength(7);

    await user.type(
      screen.getByRole('searchbox', { name: 'Search templates' }),
      'Worker',
    );
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(1));
    await user.type(screen.getByRole('searchbox'), 'zzz');
    expect(
      await screen.findByText('No template matches "Workerzzz"'),
    ).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Show all templates' }),
    );
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(7));
  });

  it('says what will be here when there is no template', async () => {
    renderPortal({ path: '/create', api, entities: [FLIGHT_OPS] });
    expect(await screen.findByText('No templates yet')).toBeInTheDocument();
  });

  it('shows the way to the template tools to who manages templates', async () => {
    renderPortal({ path: '/create', api });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Template tools' }),
    );
    expect(
      screen.getByRole('menuitem', { name: 'Template editor' }),
    ).toHaveAttribute('href', '/create/edit');
  });

  it('sends old links to tasks to the runs', async () => {
    renderPortal({ path: '/create/tasks/6b1f6c8e', api });
    expect(
      await screen.findByText("You haven't started a run yet"),
    ).toBeInTheDocument();
  });
});
