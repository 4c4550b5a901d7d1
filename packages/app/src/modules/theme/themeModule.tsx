import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import { RiMoonLine, RiSunLine } from '@remixicon/react';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@backstage/ui/css/styles.css';
import './global.css';
import { toStyleSheet } from './cssVariables';
import { RunwayThemeProvider } from './RunwayThemeProvider';
import { darkTokens, lightTokens } from './tokens';

const styleSheet = document.createElement('style');
styleSheet.dataset.runway = 'theme';
styleSheet.textContent = toStyleSheet(lightTokens, darkTokens);
document.head.append(styleSheet);

/** Replaces Backstage's two themes by ours, under the same names, so that what people chose stays valid. */
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: {
        theme: {
          id: 'light',
          title: 'Light',
          variant: 'light',
          icon: <RiSunLine />,
          Provider: RunwayThemeProvider,
        },
      },
    }),
    ThemeBlueprint.make({
      name: 'dark',
      params: {
        theme: {
          id: 'dark',
          title: 'Dark',
          variant: 'dark',
          icon: <RiMoonLine />,
          Provider: RunwayThemeProvider,
        },
      },
    }),
  ],
});
