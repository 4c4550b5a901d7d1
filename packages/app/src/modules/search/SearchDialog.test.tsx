import { renderInTestApp } from '@backstage/frontend-test-utils';
import { SearchApi, searchApiRef } from '@backstage/plugin-search-react';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import SearchDialog from './SearchDialog';

function Place() {
  const { pathname, search } = useLocation();
  return <p>at {`${pathname}${search}`}</p>;
}

const result = (title: string, type: string) => ({
  type,
  document: {
    title,
    text: `About ${title}`,
    location: `/catalog/default/component/${title}`,
  },
});

function show(query: SearchApi['query']) {
  const onClose = jest.fn();
  renderInTestApp(
    <>
      <Place />
      <SearchDialog onClose={onClose} />
    </>,
    { apis: [[searchApiRef, { query }]] },
  );
  return onClose;
}

const field = () => screen.findByRole('combobox', { name: 'Search' });

describe('SearchDialog', () => {
  beforeAll(() => {
    // jsdom has no modal dialogs.
    HTMLDialogElement.prototype.showModal ??= function showModal() {
      this.open = true;
    };
  });

  it('finds, lets the keyboard choose, and goes there', async () => {
    const onClose = show(async ({ term }) => ({
      results:
        term === 'orders'
          ? [
              result('orders', 'software-catalog'),
              result('orders-docs', 'techdocs'),
            ]
          : [],
    }));
    await userEvent.type(await field(), 'orders');
    const options = await screen.findAllByRole('option');
    expect(options.map(option => option.textContent)).toEqual([
      'ordersAbout orders',
      'orders-docsAbout orders-docs',
    ]);
    expect(options[0]).toHaveAttribute('aria-selected', 'true');

    await userEvent.keyboard('{ArrowDown}');
    expect(options[1]).toHaveAttribute('aria-selected', 'true');
    expect(await field()).toHaveAttribute(
      'aria-activedescendant',
      options[1].id,
    );
    await userEvent.keyboard('{Enter}');
    expect(
      await screen.findByText('at /catalog/default/component/orders-docs'),
    ).toBeInTheDocument();
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('says when nothing is found, and offers the whole search', async () => {
    show(async () => ({ results: [] }));
    await userEvent.type(await field(), 'a & b');
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent('Nothing found'),
    );
    await userEvent.keyboard('{Enter}');
    expect(
      await screen.findByText('at /search?query=a%20%26%20b'),
    ).toBeInTheDocument();
  });

  it('says when search does not answer', async () => {
    show(async () => {
      throw new Error('Request failed with 503');
    });
    await userEvent.type(await field(), 'orders');
    await waitFor(() =>
      expect(screen.getByRole('status')).toHaveTextContent(
        'Search does not answer: Request failed with 503',
      ),
    );
  });
});
