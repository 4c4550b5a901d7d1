import { createExtensionInput } from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';

/** Replaces the catalog's two cards about purpose, owner and links by one that is read at a glance. */
export const aboutCardExtension = EntityCardBlueprint.makeWithOverrides({
  name: 'about',
  inputs: {
    iconLinks: createExtensionInput([
      EntityIconLinkBlueprint.dataRefs.filterFunction.optional(),
      EntityIconLinkBlueprint.dataRefs.useProps,
    ]),
  },
  factory: (originalFactory, { inputs }) =>
    originalFactory({
      type: 'info',
      filter: { $not: { kind: { $in: ['user', 'group'] } } },
      loader: async () => {
        const { AboutCard } = await import('./AboutCard');
        const links = inputs.iconLinks.map(link => ({
          id: link.node.spec.id,
          isFor: link.get(EntityIconLinkBlueprint.dataRefs.filterFunction),
          useProps: link.get(EntityIconLinkBlueprint.dataRefs.useProps),
        }));
        return <AboutCard links={links} />;
      },
    }),
});
