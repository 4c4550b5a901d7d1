/**
 * Every colour of the portal. Amber means "needs you", red "broken", green "proven good", blue "act here".
 * `contrast.test.ts` holds each pair that is read together to WCAG AA.
 */
export interface Tokens {
  mode: 'light' | 'dark';
  /** Behind everything. */
  canvas: string;
  /** Cards, the sidebar, dialogs. */
  surface: string;
  /** What lies in a card: stages, code, hovered rows. */
  inset: string;
  /** What lies in an inset. */
  raised: string;
  /** What lies in a raised surface. */
  deepest: string;
  /** Lines that separate. */
  line: string;
  /** Edges of controls. */
  edge: string;
  text: string;
  textQuiet: string;
  textDisabled: string;
  action: Solid;
  link: string;
  linkHover: string;
  focus: string;
  info: Tone;
  good: Tone;
  attention: Tone;
  broken: Tone;
  shadow: string;
}

/** A filled control and what is written on it. */
export interface Solid {
  fill: string;
  fillHover: string;
  fillDisabled: string;
  on: string;
  onDisabled: string;
}

/** A state: as text on surfaces, as a tinted panel, as a filled badge. */
export interface Tone {
  text: string;
  tint: string;
  tintHover: string;
  onTint: string;
  border: string;
  fill: string;
  fillHover: string;
  onFill: string;
}

export const lightTokens: Tokens = {
  mode: 'light',
  canvas: '#f4f6f9',
  surface: '#ffffff',
  inset: '#f4f6f9',
  raised: '#e9edf3',
  deepest: '#dfe4ec',
  line: '#dfe4ec',
  edge: '#818da1',
  text: '#141c2a',
  textQuiet: '#515d73',
  textDisabled: '#95a0b2',
  action: {
    fill: '#1646ad',
    fillHover: '#113788',
    fillDisabled: '#c3d0ea',
    on: '#ffffff',
    onDisabled: '#52668f',
  },
  link: '#1646ad',
  linkHover: '#0f2f74',
  focus: '#1646ad',
  info: {
    text: '#1646ad',
    tint: '#e5ecfa',
    tintHover: '#d6e1f7',
    onTint: '#12357f',
    border: '#a9bfe9',
    fill: '#1646ad',
    fillHover: '#113788',
    onFill: '#ffffff',
  },
  good: {
    text: '#0d7040',
    tint: '#e2f4e9',
    tintHover: '#d0ecdb',
    onTint: '#0a5531',
    border: '#8fcbaa',
    fill: '#0d7040',
    fillHover: '#0a5531',
    onFill: '#ffffff',
  },
  attention: {
    text: '#875400',
    tint: '#fdf0d5',
    tintHover: '#fae4b8',
    onTint: '#6b4200',
    border: '#e2b35c',
    fill: '#f2ac1d',
    fillHover: '#f7bd49',
    onFill: '#2b1b00',
  },
  broken: {
    text: '#b3261e',
    tint: '#fcebea',
    tintHover: '#f9d9d7',
    onTint: '#8c1d17',
    border: '#eaa39e',
    fill: '#b3261e',
    fillHover: '#8c1d17',
    onFill: '#ffffff',
  },
  shadow: '0 8px 24px rgb(20 28 42 / 0.14)',
};

export const darkTokens: Tokens = {
  mode: 'dark',
  canvas: '#0e141f',
  surface: '#161e2c',
  inset: '#1e2838',
  raised: '#273346',
  deepest: '#314057',
  line: '#2a3648',
  edge: '#6b7a92',
  text: '#e8edf5',
  textQuiet: '#a3b0c4',
  textDisabled: '#64718a',
  action: {
    fill: '#7fa8ff',
    fillHover: '#9dbcff',
    fillDisabled: '#2d3f63',
    on: '#0a1630',
    onDisabled: '#8ea3cb',
  },
  link: '#8db2ff',
  linkHover: '#b3ccff',
  focus: '#8db2ff',
  info: {
    text: '#8db2ff',
    tint: '#16274a',
    tintHover: '#1c3260',
    onTint: '#b9cfff',
    border: '#31508c',
    fill: '#7fa8ff',
    fillHover: '#9dbcff',
    onFill: '#0a1630',
  },
  good: {
    text: '#55c98c',
    tint: '#0f2c20',
    tintHover: '#143a2a',
    onTint: '#9fe3c0',
    border: '#226c49',
    fill: '#55c98c',
    fillHover: '#7cd8a8',
    onFill: '#04170d',
  },
  attention: {
    text: '#f0b23a',
    tint: '#33260a',
    tintHover: '#42320f',
    onTint: '#f8d48c',
    border: '#7d5d17',
    fill: '#f2ac1d',
    fillHover: '#f7bd49',
    onFill: '#2b1b00',
  },
  broken: {
    text: '#ff8f86',
    tint: '#3a1715',
    tintHover: '#4b1e1b',
    onTint: '#ffbdb7',
    border: '#8c3a34',
    fill: '#d93a30',
    fillHover: '#e4564d',
    onFill: '#ffffff',
  },
  shadow: '0 8px 24px rgb(0 0 0 / 0.5)',
};
