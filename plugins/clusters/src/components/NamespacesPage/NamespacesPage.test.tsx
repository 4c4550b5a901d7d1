import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  clusterParts,
  type ClustersApi,
  type NamespaceList,
} from '@runway/plugin-clusters-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { cluster, list, namespace, refused } from '../../__testUtils__/answers';
import { clustersApiRef } from '../../api/clustersApiRef';
import { NamespacesPage } from './NamespacesPage';

function Address() {
  return <output aria-label="Address">{useLocation().search}</output>;
}

function show(
  namespaces: ClustersApi['namespaces'],
  path = '/clusters',
): jest.Mock {
  const asked = jest.fn(namespaces);
  renderInTestApp(
    <>
      <NamespacesPage />
      <Address />
    </>,
    {
      apis: [[clustersApiRef, { namespaces: asked }]],
      initialRouteEntries: [path],
    },
  );
  return asked;
}

const address = () => screen.getByLabelText('Address');
const table = () => screen.findByRole('table', { name: 'Namespaces' });

describe('NamespacesPage', () => {
  it('says how many namespaces lack something, and what', async () => {
    show(async () => list());
    const [, scratch, cabin] = within(await table()).getAllByRole('row');
    expect(scratch).toHaveTextContent('OwnerDefault deny');
    expect(scratch).toHaveTextContent('not set');
    expect(cabin).toHaveTextContent('Nothing');
    expect(within(cabin).getByRole('meter', { name: 'pods' })).toHaveAttribute(
      'aria-valuetext',
      '95 of 100, 95 %',
    );
    const summary = screen.getByRole('region', { name: 'Summary' });
    expect(summary).toHaveTextContent('lacks something1');
    expect(summary).toHaveTextContent('devRead 12 s ago9 namespaces');
    expect(screen.getByText('1–2 of 2 namespaces')).toBeVisible();
  });

  it('is loading before anything is known', async () => {
    show(() => new Promise<NamespaceList>(() => {}));
    expect(
      await screen.findByRole('status', { name: 'Namespaces: loading' }),
    ).toBeInTheDocument();
  });

  it('reads the view from the address, and asks the server for it', async () => {
    const asked = show(
      async () => list(),
      '/clusters?team=cabin,crew&missing=quota&kind=system&sort=quota&order=asc&offset=50&q=ca',
    );
    await table();
    expect(asked).toHaveBeenCalledWith(
      {
        q: 'ca',
        team: ['cabin', 'crew'],
        missing: ['quota'],
        kind: ['system'],
        sort: 'quota',
        order: 'asc',
        offset: 50,
        limit: 50,
      },
      expect.anything(),
    );
    expect(
      screen.getByRole('columnheader', { name: 'Fullest quota' }),
    ).toHaveAttribute('aria-sort', 'ascending');
  });

  it('takes no nonsense from the address', async () => {
    const asked = show(
      async () => list(),
      '/clusters?sort=secret&order=up&offset=-3',
    );
    await table();
    expect(asked).toHaveBeenCalledWith(
      { sort: 'missing', order: 'desc', offset: 0, limit: 50 },
      expect.anything(),
    );
  });

  it('writes what is chosen into the address, and starts with the first page again', async () => {
    show(async () => list(), '/clusters?offset=50');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Default deny (1)' }),
    );
    await waitFor(() =>
      expect(address()).toHaveTextContent('?missing=defaultDeny'),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Namespace' }));
    await waitFor(() =>
      expect(address()).toHaveTextContent('sort=name&order=asc'),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(address()).not.toHaveTextContent('missing'));
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Name of namespace or team' }),
      'scr',
    );
    await waitFor(() => expect(address()).toHaveTextContent('q=scr'));
    await userEvent.click(screen.getByRole('button', { name: 'Show these' }));
    await waitFor(() => expect(address()).toHaveTextContent('state=missing'));
  });

  it('turns pages', async () => {
    show(async () => list({ total: 120 }));
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await waitFor(() => expect(address()).toHaveTextContent('offset=50'));
    expect(await screen.findByText('51–52 of 120 namespaces')).toBeVisible();
  });

  it('asks for the cluster only where it says more than the environment', async () => {
    show(async () => list());
    await table();
    expect(screen.queryByRole('button', { name: /Cluster/ })).toBeNull();
  });

  it('says what is not known of a cluster, and does not call it missing', async () => {
    show(async () =>
      list({
        items: [
          namespace('cabin-production', {
            state: 'unknown',
            unknown: ['access'],
          }),
        ],
        total: 1,
        summary: { namespaces: 1, missing: 0, unknown: 1, system: 0 },
        clusters: [
          cluster('dev', {
            state: 'failed',
            ageSeconds: null,
            namespaces: null,
            unread: clusterParts.map(part => ({
              part,
              ageSeconds: null,
              reason: 'unavailable',
              message: `No ${part}.`,
            })),
          }),
          cluster('production', {
            state: 'partial',
            ageSeconds: 192,
            unread: [
              {
                part: 'rolebindings',
                ageSeconds: null,
                reason: 'denied',
                message: 'Cluster "production" does not let the portal read.',
              },
              {
                part: 'limitranges',
                ageSeconds: 192,
                reason: 'timeout',
                message: 'late',
              },
            ],
          }),
        ],
      }),
    );
    const [, row] = within(await table()).getAllByRole('row');
    expect(row).toHaveTextContent('Not known: Access of its team');
    expect(screen.getByText('Cluster "dev" does not answer.')).toBeVisible();
    expect(screen.getByText(/so none are listed/)).toBeVisible();
    expect(
      screen.getByText(/answered only in part: 2 kinds of objects/),
    ).toBeVisible();
    expect(screen.getByText(/is 3 min 12 s old/)).toHaveTextContent(
      'it is not counted as missing',
    );
    const summary = screen.getByRole('region', { name: 'Summary' });
    expect(summary).toHaveTextContent('not fully known1');
    expect(summary).toHaveTextContent('devNo answernamespaces not known');
    expect(summary).toHaveTextContent('productionIn part, read 3 min 12 s ago');
  });

  it.each<[string, Partial<NamespaceList>, string]>([
    ['nothing is like that', {}, 'No namespace is like that.'],
    ['there is no cluster', { clusters: [] }, 'No cluster is configured.'],
    [
      'clusters are asked for the first time',
      {
        clusters: [cluster('dev', { state: 'loading', ageSeconds: null })],
      },
      'asked for the first time',
    ],
    ['the page is beyond the last', { total: 3 }, 'fewer pages than that'],
  ])('is never blank when %s', async (_, more, words) => {
    show(async () => list({ items: [], total: 0, ...more }));
    expect(await screen.findByText(new RegExp(words))).toBeVisible();
  });

  it('says so to whom it is denied', async () => {
    show(async () => {
      throw refused(403, 'no');
    });
    expect(
      await screen.findByText('You may not see the namespaces of clusters'),
    ).toBeVisible();
  });

  it('asks again after a failure, and keeps what was there', async () => {
    let isWell = false;
    show(async () => {
      if (!isWell) {
        throw refused(500, 'The backend is restarting');
      }
      return list();
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The backend is restarting',
    );
    isWell = true;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await table();
    isWell = false;
    await userEvent.click(
      screen.getByRole('button', { name: 'Default deny (1)' }),
    );
    expect(await screen.findByText('The portal does not answer')).toBeVisible();
    await table();
  });
});
