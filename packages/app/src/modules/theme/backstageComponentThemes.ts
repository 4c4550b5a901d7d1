import { Tokens } from './tokens';

/** Components of Backstage's older pages, by the names under which they can be restyled. */
export function backstageComponentThemes(tokens: Tokens) {
  const filterLabel = {
    fontSize: 12,
    fontWeight: 600,
    lineHeight: '16px',
    color: tokens.textQuiet,
  };
  return {
    BackstageHeader: {
      styleOverrides: {
        header: {
          padding: '24px 24px 16px',
          boxShadow: 'none',
          backgroundImage: 'none',
          backgroundColor: 'transparent',
        },
        title: { fontSize: 28, fontWeight: 600, color: tokens.text },
        subtitle: { color: tokens.textQuiet, opacity: 1 },
        type: { color: tokens.textQuiet, opacity: 1, textTransform: 'none' },
        breadcrumb: { color: tokens.textQuiet },
      },
    },
    BackstageHeaderLabel: {
      styleOverrides: {
        label: {
          color: tokens.textQuiet,
          fontWeight: 400,
          letterSpacing: 0,
          textTransform: 'none',
        },
        value: { color: tokens.text, opacity: 1 },
      },
    },
    BackstageContentHeader: {
      styleOverrides: { title: { fontSize: 20, fontWeight: 600 } },
    },
    BackstageInfoCard: {
      styleOverrides: { header: { padding: '16px' } },
    },
    BackstageIconLinkVertical: {
      styleOverrides: {
        label: { fontWeight: 400, letterSpacing: 0, textTransform: 'none' },
      },
    },
    BackstageSelect: {
      styleOverrides: {
        formControl: { margin: 0 },
        label: filterLabel,
        formLabel: filterLabel,
      },
    },
    BackstageSelectInputBase: {
      styleOverrides: {
        root: { 'label + &': { marginTop: 20 } },
        input: {
          padding: '9px 12px',
          border: `1px solid ${tokens.edge}`,
          borderRadius: 6,
          fontSize: 14,
          lineHeight: '20px',
          '&:focus': { borderRadius: 6 },
        },
      },
    },
    BackstageAutocomplete: {
      styleOverrides: { root: { margin: 0 }, label: filterLabel },
    },
    CatalogReactUserListPicker: {
      styleOverrides: {
        root: {
          margin: '8px 0',
          backgroundColor: 'transparent',
          border: 'none',
        },
        title: {
          margin: '0 0 4px',
          fontSize: 12,
          fontWeight: 600,
          textTransform: 'none',
          color: tokens.textQuiet,
        },
        menuItem: { minHeight: 40, borderRadius: 6 },
        groupWrapper: { margin: '4px 0 16px' },
      },
    },
  };
}
