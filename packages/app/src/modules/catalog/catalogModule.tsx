import {
  coreExtensionData,
  createExtensionInput,
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { RiStackLine } from '@remixicon/react';
import { aboutCardExtension } from './aboutCardExtension';

const catalogPage = PageBlueprint.makeWithOverrides({
  inputs: {
    filters: createExtensionInput([coreExtensionData.reactElement]),
  },
  factory: (originalFactory, { inputs }) =>
    originalFactory({
      path: '/catalog',
      routeRef: catalogPlugin.routes.catalogIndex,
      title: 'Catalog',
      icon: <RiStackLine fontSize="inherit" />,
      noHeader: true,
      loader: async () => {
        const { CatalogPage } = await import('./CatalogPage');
        const filters = inputs.filters.map(filter =>
          filter.get(coreExtensionData.reactElement),
        );
        return <CatalogPage filters={<>{filters}</>} />;
      },
    }),
});

/** The catalog's list, with health in it, and what an entity is about; all else is Backstage's own. */
export const catalogModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [catalogPage, aboutCardExtension],
});
