import {
  coreExtensionData,
  createFrontendModule,
  ExtensionBoundary,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { EntityOrMissing } from './components/MissingEntity/EntityOrMissing';

/** Backstage's page of an entity; where there is no such entity, what became of it. */
const entityPage = catalogPlugin.getExtension('page:catalog/entity').override({
  factory(originalFactory, { node }) {
    const original = originalFactory();
    return [
      ...original,
      coreExtensionData.reactElement(
        <EntityOrMissing
          missing={ExtensionBoundary.lazy(node, async () => {
            const { MissingEntityPage } = await import(
              './components/MissingEntity/MissingEntityPage'
            );
            return <MissingEntityPage />;
          })}
        >
          {original.get(coreExtensionData.reactElement)}
        </EntityOrMissing>,
      ),
    ];
  },
});

/** Says of an entity that is gone from the catalog that it was decommissioned, instead of only that it isn't found. */
export const catalogEntityModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [entityPage],
});
