import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import searchPlugin from '@backstage/plugin-search/alpha';
import { RiSearchLine } from '@remixicon/react';

const searchPage = PageBlueprint.make({
  params: {
    path: '/search',
    routeRef: searchPlugin.routes.root,
    title: 'Search',
    icon: <RiSearchLine fontSize="inherit" />,
    noHeader: true,
    loader: async () => {
      const { SearchPage } = await import('./SearchPage');
      return <SearchPage />;
    },
  },
});

/** A page of results that fits any screen; the searching is Backstage's. */
export const searchModule = createFrontendModule({
  pluginId: 'search',
  extensions: [searchPage],
});
