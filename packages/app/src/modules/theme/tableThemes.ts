import { Tokens } from './tokens';

/** Tables: lines instead of stripes, quiet headings in sentence case. */
export function tableThemes(tokens: Tokens) {
  const line = `1px solid ${tokens.line}`;
  return {
    MuiTableRow: {
      styleOverrides: {
        root: {
          '&:nth-of-type(odd)': { backgroundColor: 'transparent' },
        },
        hover: { '&:hover': { cursor: 'pointer' } },
        head: { '&:nth-of-type(odd)': { backgroundColor: 'transparent' } },
      },
    },
    MuiTableCell: {
      styleOverrides: {
        root: {
          padding: '12px 16px',
          borderBottom: line,
          fontSize: 14,
          lineHeight: '20px',
          wordBreak: 'break-word',
          verticalAlign: 'middle',
        },
        sizeSmall: { padding: '8px 16px' },
        head: {
          fontSize: 12,
          fontWeight: 600,
          lineHeight: '16px',
          color: tokens.textQuiet,
        },
        footer: { borderBottom: 'none', color: tokens.textQuiet },
      },
    },
    BackstageTableHeader: {
      styleOverrides: {
        header: {
          padding: '8px 16px',
          borderTop: 'none',
          borderBottom: line,
          fontWeight: 600,
          textTransform: 'none',
          backgroundColor: 'transparent',
        },
      },
    },
    BackstageTableToolbar: {
      styleOverrides: {
        root: { padding: '16px', minHeight: 0 },
        title: { '& > h5, & > h6': { fontSize: 16, fontWeight: 600 } },
      },
    },
  };
}
