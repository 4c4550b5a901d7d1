import {
  RiAddCircleLine,
  RiBookOpenLine,
  RiFileSearchLine,
  RiHome5Line,
  RiNotification3Line,
  RiPlugLine,
  RiPulseLine,
  RiRocketLine,
  RiRouteLine,
  RiServerLine,
  RiSettings3Line,
  RiStackLine,
  RiUserStarLine,
} from '@remixicon/react';
import type { NavContentNavItem } from '@backstage/plugin-app-react';
import { createElement, type ReactNode } from 'react';

/** A link of the navigation. */
export interface NavEntry {
  id: string;
  href: string;
  title: string;
  icon: ReactNode;
}

type Icon = typeof RiHome5Line;

/** Pages that have their place, with the word and the icon that the portal uses for them. */
const MAIN: Array<[id: string, title: string, icon: Icon]> = [
  ['page:home', 'Home', RiHome5Line],
  ['page:catalog', 'Catalog', RiStackLine],
  ['page:scaffolder', 'Create', RiAddCircleLine],
  ['page:provisioning', 'Runs', RiRouteLine],
  ['page:argocd', 'Delivery', RiRocketLine],
  ['page:clusters', 'Clusters', RiServerLine],
  ['page:api-docs', 'APIs', RiPlugLine],
  ['page:techdocs', 'Docs', RiBookOpenLine],
];

const FOOT: typeof MAIN = [
  ['page:onboarding', 'Onboarding', RiUserStarLine],
  ['page:upstreams', 'Status', RiPulseLine],
  ['page:audit', 'Audit', RiFileSearchLine],
  ['page:notifications', 'Notifications', RiNotification3Line],
  ['page:user-settings', 'Settings', RiSettings3Line],
];

/** Reached otherwise: search has its own button, changes and reconciliation are tabs of the runs. */
const HIDDEN = [
  'page:search',
  'page:provisioning/changes',
  'page:provisioning/reconciliation',
];

interface NavItems {
  take(id: string): NavContentNavItem | undefined;
  rest(): NavContentNavItem[];
}

/** Sorts the app's pages into the navigation; pages of plugins that have no place of their own follow the main ones. */
export function navEntries(items: NavItems): {
  main: NavEntry[];
  foot: NavEntry[];
} {
  const place = (entries: typeof MAIN) =>
    entries.flatMap(([id, title, icon]) => {
      const item = items.take(id);
      return item
        ? [
            {
              id,
              title,
              icon: createElement(icon, { size: 20 }),
              href: item.href,
            },
          ]
        : [];
    });
  const main = place(MAIN);
  const foot = place(FOOT);
  HIDDEN.forEach(id => items.take(id));
  const others = [...items.rest()]
    .map(({ node, href, title, icon }) => ({
      id: node.spec.id,
      href,
      title,
      icon,
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
  return { main: [...main, ...others], foot };
}
