import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import techdocsPlugin from '@backstage/plugin-techdocs/alpha';
import { RiBookOpenLine } from '@remixicon/react';

const docsPage = PageBlueprint.make({
  params: {
    path: '/docs',
    routeRef: techdocsPlugin.routes.root,
    title: 'Docs',
    icon: <RiBookOpenLine fontSize="inherit" />,
    noHeader: true,
    loader: async () => {
      const { DocsPage } = await import('./DocsPage');
      return <DocsPage />;
    },
  },
});

/** The list of documentation looks and works like the catalog; reading is TechDocs' own. */
export const docsModule = createFrontendModule({
  pluginId: 'techdocs',
  extensions: [docsPage],
});
