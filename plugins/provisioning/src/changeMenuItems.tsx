import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { EntityContextMenuItemBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { RiDeleteBinLine, RiShareForwardLine } from '@remixicon/react';
import {
  RUN_ID_ANNOTATION,
  type ChangeKind,
} from '@runway/plugin-provisioning-common';
import { newChangeRouteRef } from './routes';

// What Runway did not make it can't take down: its ledger doesn't know what belongs to it.
const filter = {
  kind: 'component',
  [`metadata.annotations.${RUN_ID_ANNOTATION}`]: { $exists: true },
};

// Everybody sees the items: the page behind them says why not and whom to ask.
const useItem = (kind: ChangeKind, title: string) => {
  const { entity } = useEntity();
  const newChangeRoute = useRouteRef(newChangeRouteRef);
  const query = new URLSearchParams({
    kind,
    entityRef: stringifyEntityRef(entity),
  });
  return { title, href: `${newChangeRoute?.() ?? '/changes/new'}?${query}` };
};

/** Of a service's menu: leads to the page that takes it down. */
export const decommissionMenuItem = EntityContextMenuItemBlueprint.make({
  name: 'decommission',
  params: {
    icon: <RiDeleteBinLine size={16} />,
    filter,
    useProps: () => useItem('decommission', 'Decommission this service'),
  },
});

/** Of the menu of what was ordered: leads to the page that takes it down. */
export const decommissionResourceMenuItem = EntityContextMenuItemBlueprint.make(
  {
    name: 'decommission-resource',
    params: {
      icon: <RiDeleteBinLine size={16} />,
      filter: { ...filter, kind: 'resource' },
      useProps: () => useItem('decommission', 'Decommission this resource'),
    },
  },
);

/** Of a service's menu: leads to the page that gives it to another team. */
export const transferMenuItem = EntityContextMenuItemBlueprint.make({
  name: 'transfer',
  params: {
    icon: <RiShareForwardLine size={16} />,
    filter,
    useProps: () => useItem('transfer', 'Transfer to another team'),
  },
});
