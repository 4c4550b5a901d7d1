import { renderTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { detail, list, namespace } from './__testUtils__/answers';
import { clustersApiRef } from './api/clustersApiRef';
import { clustersPlugin } from './plugin';

describe('clusters plugin', () => {
  it('leads from the list to a namespace and back', async () => {
    const namespaceOf = jest.fn(async () => detail());
    renderTestApp({
      features: [clustersPlugin],
      initialRouteEntries: ['/clusters'],
      apis: [
        [
          clustersApiRef,
          {
            namespaces: async () =>
              list({
                items: [namespace('baggage', { cluster: 'production' })],
              }),
            namespace: namespaceOf,
          },
        ],
      ],
    });
    await userEvent.click(await screen.findByRole('link', { name: 'baggage' }));
    expect(
      await screen.findByRole('region', { name: 'What is missing' }),
    ).toBeVisible();
    expect(namespaceOf).toHaveBeenCalledWith(
      { cluster: 'production', name: 'baggage' },
      expect.anything(),
    );
    await userEvent.click(screen.getByRole('link', { name: 'All namespaces' }));
    expect(
      await screen.findByRole('table', { name: 'Namespaces' }),
    ).toBeVisible();
  });
});
