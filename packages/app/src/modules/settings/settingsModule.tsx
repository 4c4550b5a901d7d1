import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import userSettingsPlugin from '@backstage/plugin-user-settings/alpha';
import { RiSettings3Line } from '@remixicon/react';

const settingsPage = PageBlueprint.make({
  params: {
    path: '/settings',
    routeRef: userSettingsPlugin.routes.root,
    title: 'Settings',
    icon: <RiSettings3Line fontSize="inherit" />,
    noHeader: true,
    loader: async () => {
      const { SettingsPage } = await import('./SettingsPage');
      return <SettingsPage />;
    },
  },
});

/** One page of settings instead of Backstage's tabs, most of which would be empty here. */
export const settingsModule = createFrontendModule({
  pluginId: 'user-settings',
  extensions: [settingsPage],
});
