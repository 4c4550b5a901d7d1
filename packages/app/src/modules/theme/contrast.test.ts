import { darkTokens, lightTokens, Tokens } from './tokens';

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map(start => parseInt(hex.slice(start, start + 2), 16) / 255)
    .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

type Pair = [what: string, front: string, back: string, least: number];

/** Text needs 4.5:1, edges of controls and focus rings 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). */
function pairsOf(tokens: Tokens): Pair[] {
  const surfaces = (['canvas', 'surface', 'inset'] as const).map(
    name => [name, tokens[name]] as const,
  );
  const tones = (['info', 'good', 'attention', 'broken'] as const).map(
    name => [name, tokens[name]] as const,
  );
  return [
    ...surfaces.flatMap(([name, back]): Pair[] => [
      [`text on ${name}`, tokens.text, back, 7],
      [`quiet text on ${name}`, tokens.textQuiet, back, 4.5],
      [`link on ${name}`, tokens.link, back, 4.5],
      [`hovered link on ${name}`, tokens.linkHover, back, 4.5],
      [`edge on ${name}`, tokens.edge, back, 3],
      [`focus ring on ${name}`, tokens.focus, back, 3],
      ...tones.map(
        ([tone, { text }]): Pair => [`${tone} on ${name}`, text, back, 4.5],
      ),
    ]),
    ['text on raised', tokens.text, tokens.raised, 4.5],
    ['quiet text on raised', tokens.textQuiet, tokens.raised, 4.5],
    ['text on deepest', tokens.text, tokens.deepest, 4.5],
    ['button', tokens.action.on, tokens.action.fill, 4.5],
    ['hovered button', tokens.action.on, tokens.action.fillHover, 4.5],
    ...tones.flatMap(([name, tone]): Pair[] => [
      [`${name} tint`, tone.onTint, tone.tint, 4.5],
      [`hovered ${name} tint`, tone.onTint, tone.tintHover, 4.5],
      [`${name} fill`, tone.onFill, tone.fill, 4.5],
    ]),
  ];
}

describe.each([
  ['light', lightTokens],
  ['dark', darkTokens],
])('the %s theme', (_, tokens) => {
  it.each(pairsOf(tokens))('can be read: %s', (_what, front, back, least) => {
    expect(contrast(front, back)).toBeGreaterThanOrEqual(least);
  });
});
