import { createUnifiedTheme, PageTheme, UnifiedTheme } from '@backstage/theme';
import { componentThemes } from './componentThemes';
import { fonts } from './cssVariables';
import { Tokens } from './tokens';

/** The Material UI half of a theme; the `@backstage/ui` half are the CSS variables of the same tokens. */
export function createRunwayTheme(tokens: Tokens): UnifiedTheme {
  const { action, info, good, attention, broken } = tokens;
  const page: PageTheme = {
    colors: [tokens.canvas, tokens.canvas],
    shape: 'none',
    backgroundImage: 'none',
    fontColor: tokens.text,
  };
  // In rem: the documentation reader shrinks what is given in pixels.
  const heading = (pixels: number) => ({
    fontSize: `${pixels / 16}rem`,
    fontWeight: 600,
    marginBottom: 8,
  });
  return createUnifiedTheme({
    fontFamily: fonts.text,
    htmlFontSize: 16,
    typography: {
      htmlFontSize: 16,
      fontFamily: fonts.text,
      h1: heading(28),
      h2: heading(28),
      h3: heading(20),
      h4: heading(20),
      h5: heading(16),
      h6: heading(16),
    },
    defaultPageTheme: 'home',
    pageTheme: { home: page },
    palette: {
      type: tokens.mode,
      mode: tokens.mode,
      primary: { main: action.fill, contrastText: action.on },
      secondary: { main: action.fill, contrastText: action.on },
      error: { main: broken.text },
      warning: { main: attention.text },
      info: { main: info.text },
      success: { main: good.text },
      divider: tokens.line,
      background: { default: tokens.canvas, paper: tokens.surface },
      text: {
        primary: tokens.text,
        secondary: tokens.textQuiet,
        disabled: tokens.textDisabled,
      },
      action: {
        hover: tokens.inset,
        focus: tokens.inset,
        selected: info.tint,
      },
      status: {
        ok: good.text,
        warning: attention.text,
        error: broken.text,
        running: info.text,
        pending: attention.text,
        aborted: tokens.textQuiet,
      },
      border: tokens.line,
      textContrast: tokens.text,
      textSubtle: tokens.textQuiet,
      textVerySubtle: tokens.deepest,
      highlight: attention.tint,
      errorBackground: broken.tint,
      errorText: broken.onTint,
      warningBackground: attention.tint,
      warningText: attention.onTint,
      infoBackground: info.tint,
      infoText: info.onTint,
      link: tokens.link,
      linkHover: tokens.linkHover,
      gold: attention.fill,
      banner: {
        info: info.fill,
        error: broken.fill,
        warning: attention.fill,
        text: info.onFill,
        link: info.onFill,
        closeButtonColor: info.onFill,
      },
      navigation: {
        background: tokens.surface,
        indicator: action.fill,
        color: tokens.textQuiet,
        selectedColor: tokens.text,
        navItem: { hoverBackground: tokens.inset },
        submenu: { background: tokens.surface },
      },
      pinSidebarButton: { icon: tokens.text, background: tokens.inset },
      tabbar: { indicator: action.fill },
      bursts: {
        fontColor: tokens.text,
        slackChannelText: tokens.textQuiet,
        backgroundColor: { default: tokens.canvas },
        gradient: { linear: 'none' },
      },
      code: { background: tokens.inset },
    },
    components: componentThemes(tokens),
  });
}
