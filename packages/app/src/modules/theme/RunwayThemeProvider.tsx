import { appThemeApiRef, useApi } from '@backstage/frontend-plugin-api';
import { UnifiedThemeProvider } from '@backstage/theme';
import type { ReactNode } from 'react';
import { createRunwayTheme } from './createRunwayTheme';
import { darkTokens, lightTokens } from './tokens';

const light = createRunwayTheme(lightTokens);
const dark = createRunwayTheme(darkTokens);

/**
 * The provider of both themes. Backstage renders the chosen theme's provider around the whole portal, again each time
 * that the theme changes: two components instead of one would make React build everything anew, and what somebody has
 * typed would be gone.
 */
export function RunwayThemeProvider(props: { children?: ReactNode }) {
  const chosen = useApi(appThemeApiRef).getActiveThemeId();
  const isDark = chosen === undefined ? prefersDark() : chosen === 'dark';
  return (
    <UnifiedThemeProvider theme={isDark ? dark : light}>
      {props.children}
    </UnifiedThemeProvider>
  );
}

function prefersDark(): boolean {
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false;
}
