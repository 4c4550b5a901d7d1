import type { UnifiedThemeOptions } from '@backstage/theme';
import { backstageComponentThemes } from './backstageComponentThemes';
import { tableThemes } from './tableThemes';
import { Tokens } from './tokens';

type ComponentThemes = NonNullable<UnifiedThemeOptions['components']>;

/**
 * How Material UI components, which Backstage's older pages are made of, come to look like `@backstage/ui`: flat
 * surfaces with a line around them, sentence case, the same radii.
 */
export function componentThemes(tokens: Tokens): ComponentThemes {
  return {
    ...controls(tokens),
    ...surfaces(tokens),
    ...tableThemes(tokens),
    ...backstageComponentThemes(tokens),
  } as ComponentThemes;
}

function controls(tokens: Tokens) {
  const focusRing = {
    '&:focus-visible': {
      outline: `2px solid ${tokens.focus}`,
      outlineOffset: 2,
    },
  };
  return {
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: focusRing },
    },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: {
          textTransform: 'none',
          fontSize: 14,
          fontWeight: 600,
          lineHeight: '20px',
          padding: '6px 12px',
          borderRadius: 6,
        },
        contained: { padding: '6px 16px' },
        outlined: { borderColor: tokens.edge },
      },
    },
    MuiIconButton: {
      styleOverrides: { root: { borderRadius: 6, color: tokens.textQuiet } },
    },
    MuiTab: {
      styleOverrides: {
        root: {
          textTransform: 'none',
          letterSpacing: 0,
          fontSize: 14,
          fontWeight: 400,
          minWidth: 0,
          minHeight: 40,
          padding: '8px 12px',
          color: tokens.textQuiet,
          opacity: 1,
          '&:hover': { color: tokens.text, background: 'none' },
          '&.Mui-selected': { color: tokens.text, fontWeight: 600 },
        },
        textColorPrimary: { color: tokens.textQuiet },
        textColorInherit: { opacity: 1 },
      },
    },
    MuiTabs: {
      styleOverrides: {
        root: { minHeight: 40 },
        indicator: { backgroundColor: tokens.action.fill },
      },
    },
    MuiChip: {
      styleOverrides: {
        root: {
          height: 24,
          margin: '0 4px 4px 0',
          borderRadius: 4,
          fontSize: 12,
          color: tokens.text,
          backgroundColor: tokens.raised,
        },
        label: { padding: '0 8px', fontSize: 12, fontWeight: 400 },
        outlined: { borderColor: tokens.line, backgroundColor: 'transparent' },
        clickable: { '&:hover, &:focus': { backgroundColor: tokens.deepest } },
      },
    },
    MuiInputBase: { styleOverrides: { root: { fontSize: 14 } } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: {
          borderRadius: 6,
          '&:hover .MuiOutlinedInput-notchedOutline': {
            borderColor: tokens.text,
          },
        },
        notchedOutline: { borderColor: tokens.edge },
      },
    },
    MuiFormLabel: {
      styleOverrides: { root: { color: tokens.textQuiet } },
    },
    MuiTooltip: {
      styleOverrides: {
        tooltip: {
          padding: '6px 8px',
          borderRadius: 4,
          fontSize: 12,
          fontWeight: 400,
          color: tokens.surface,
          backgroundColor: tokens.text,
        },
      },
    },
    MuiLink: { defaultProps: { underline: 'hover' } },
  };
}

function surfaces(tokens: Tokens) {
  const line = `1px solid ${tokens.line}`;
  return {
    MuiPaper: {
      styleOverrides: {
        root: { backgroundImage: 'unset' },
        rounded: { borderRadius: 8 },
        elevation0: { boxShadow: 'none' },
        elevation1: { boxShadow: 'none', border: line },
        elevation2: { boxShadow: 'none', border: line },
        elevation4: { boxShadow: 'none', border: line },
        elevation8: { boxShadow: tokens.shadow, border: line },
        elevation24: { boxShadow: tokens.shadow, border: line },
      },
    },
    MuiCardHeader: {
      styleOverrides: {
        root: { padding: '16px 16px 0' },
        title: { fontSize: 16, fontWeight: 600, lineHeight: '24px' },
        subheader: { fontSize: 14, color: tokens.textQuiet },
      },
    },
    MuiCardContent: {
      styleOverrides: {
        root: { flexGrow: 1, '&:last-child': { paddingBottom: 16 } },
      },
    },
    MuiAppBar: { styleOverrides: { root: { boxShadow: 'none' } } },
    MuiDivider: {
      styleOverrides: { root: { backgroundColor: tokens.line } },
    },
    MuiMenuItem: {
      styleOverrides: {
        root: {
          fontSize: 14,
          '&:focus, &:hover': { backgroundColor: tokens.inset },
        },
      },
    },
    MuiListItem: {
      styleOverrides: {
        root: {
          '&.Mui-selected, &.Mui-selected:hover': {
            backgroundColor: tokens.info.tint,
          },
        },
      },
    },
  };
}
