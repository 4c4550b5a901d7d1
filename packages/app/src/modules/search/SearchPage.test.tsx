import { renderInTestApp } from '@backstage/frontend-test-utils';
import { SearchApi, searchApiRef } from '@backstage/plugin-search-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SearchPage } from './SearchPage';

type Query = Parameters<SearchApi['query']>[0];

const result = (title: string) => ({
  type: 'software-catalog',
  document: {
    title,
    text: `About ${title}`,
    location: `/catalog/default/component/${title}`,
  },
  highlight: {
    preTag: '<0>',
    postTag: '</0>',
    fields: { text: `About <0>${title}</0> & <b>more</b>` },
  },
});

const show = (query: SearchApi['query'], path: string) =>
  renderInTestApp(<SearchPage />, {
    initialRouteEntries: [path],
    apis: [[searchApiRef, { query }]],
  });

describe('SearchPage', () => {
  it('finds what the address asks for, marks the words, and shows more when asked', async () => {
    const asked: Query[] = [];
    show(async query => {
      asked.push(query);
      return query.pageCursor
        ? { results: [result('orders-web')] }
        : { results: [result('orders')], nextPageCursor: 'MQ==' };
    }, '/?query=orders&type=software-catalog');

    const list = await screen.findByRole('list', { name: 'Results' });
    expect(
      within(list).getByText('orders', { selector: 'mark' }),
    ).toBeVisible();
    expect(list).toHaveTextContent('About orders & <b>more</b>');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(
      await screen.findByRole('link', { name: 'orders-web' }),
    ).toHaveAttribute('href', '/catalog/default/component/orders-web');
    expect(
      screen.queryByRole('button', { name: 'Show more' }),
    ).not.toBeInTheDocument();
    expect(asked).toEqual([
      { term: 'orders', types: ['software-catalog'], pageCursor: undefined },
      { term: 'orders', types: ['software-catalog'], pageCursor: 'MQ==' },
    ]);
  });

  it('searches while typing, and only where it is told to', async () => {
    const asked: Query[] = [];
    show(async query => {
      asked.push(query);
      return { results: [] };
    }, '/');
    expect(await screen.findByText(/By name, description/)).toBeInTheDocument();
    expect(asked).toEqual([]);

    await userEvent.type(screen.getByRole('searchbox'), 'gates');
    expect(await screen.findByText(/Nothing found for “gates”/)).toBeVisible();
    await userEvent.click(screen.getByRole('radio', { name: 'Docs' }));
    await screen.findByText(/Nothing found/);
    expect(asked.at(-1)).toEqual({
      term: 'gates',
      types: ['techdocs'],
      pageCursor: undefined,
    });
  });

  it('says when search does not answer, and tries again when asked', async () => {
    const query = jest
      .fn<ReturnType<SearchApi['query']>, [Query]>()
      .mockRejectedValueOnce(
        Object.assign(new Error('Request failed with 500'), {
          cause: { name: 'MissingIndexError', message: 'Missing index' },
        }),
      )
      .mockResolvedValue({ results: [result('orders')] });
    show(query, '/?query=orders');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The search index is still being built',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('link', { name: 'orders' }),
    ).toBeInTheDocument();
  });
});
