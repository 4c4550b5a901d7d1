import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppShell } from '../layout/AppShell';
import { NavContent } from './NavContent';

const item = (id: string, href: string) =>
  ({ node: { spec: { id } }, href, title: id } as NavContentNavItem);

const pages = new Map([
  ['page:home', item('page:home', '/')],
  ['page:catalog', item('page:catalog', '/catalog')],
  ['page:user-settings', item('page:user-settings', '/settings')],
]);

const navItems = {
  take: (id: string) => pages.get(id),
  rest: () => [],
} as Partial<
  NavContentComponentProps['navItems']
> as NavContentComponentProps['navItems'];

const show = (path: string) =>
  renderInTestApp(
    <AppShell nav={<NavContent navItems={navItems} items={[]} />}>
      <p>Page</p>
    </AppShell>,
    {
      initialRouteEntries: [path],
      apis: [
        mockApis.identity({
          userEntityRef: 'user:default/amelia',
          displayName: 'Amelia Earhart',
        }),
      ],
    },
  );

describe('NavContent', () => {
  beforeAll(() => {
    // jsdom has no modal dialogs.
    HTMLDialogElement.prototype.showModal ??= function showModal() {
      this.open = true;
    };
    HTMLDialogElement.prototype.close ??= function close() {
      this.open = false;
    };
  });

  it('marks the page that is open, also below its root', async () => {
    show('/catalog/default/component/orders');
    const [nav] = await screen.findAllByRole('navigation', { name: 'Main' });
    expect(within(nav).getByRole('link', { name: 'Catalog' })).toHaveAttribute(
      'aria-current',
      'page',
    );
    expect(within(nav).getByRole('link', { name: 'Home' })).not.toHaveAttribute(
      'aria-current',
    );
  });

  it('shows who is signed in', async () => {
    show('/');
    expect(
      (await screen.findAllByRole('link', { name: 'Amelia Earhart' }))[0],
    ).toHaveAttribute('href', '/catalog/default/user/amelia');
  });

  it('lets the keyboard reach the way past the navigation first', async () => {
    show('/');
    await screen.findByText('Page');
    await userEvent.tab();
    expect(document.activeElement).toHaveTextContent('Skip to content');
    expect(document.activeElement).toHaveAttribute('href', '#runway-content');
  });

  it('opens the menu on narrow screens and closes it when a page was chosen', async () => {
    show('/');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Open the menu' }),
    );
    const menu = screen.getByRole('dialog', { name: 'Menu' });
    await userEvent.click(within(menu).getByRole('link', { name: 'Settings' }));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
