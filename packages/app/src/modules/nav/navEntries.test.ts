import type { NavContentNavItem } from '@backstage/plugin-app-react';
import { navEntries } from './navEntries';

function items(...ids: string[]) {
  const left = new Map(
    ids.map(id => [
      id,
      {
        node: { spec: { id } },
        href: `/${id}`,
        title: id,
      } as NavContentNavItem,
    ]),
  );
  return {
    take(id: string) {
      const item = left.get(id);
      left.delete(id);
      return item;
    },
    rest: () => [...left.values()],
  };
}

describe('navEntries', () => {
  it('keeps the order of the portal, and lets unknown pages follow by name', () => {
    const { main, foot } = navEntries(
      items(
        'page:zeta',
        'page:techdocs',
        'page:user-settings',
        'page:search',
        'page:alpha',
        'page:home',
        'page:scaffolder',
        'page:provisioning',
        'page:catalog',
        'page:api-docs',
      ),
    );
    expect(main.map(entry => entry.title)).toEqual([
      'Home',
      'Catalog',
      'Create',
      'Runs',
      'APIs',
      'Docs',
      'page:alpha',
      'page:zeta',
    ]);
    expect(foot.map(entry => entry.title)).toEqual(['Settings']);
  });

  it('leaves out what is not installed', () => {
    expect(navEntries(items('page:home')).main).toHaveLength(1);
  });
});
