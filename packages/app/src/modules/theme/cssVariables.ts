import { Solid, Tokens, Tone } from './tokens';

type Variables = Record<string, string>;

/** Font stacks; the first names come from the self-hosted font packages. */
export const fonts = {
  text: "'Inter Variable', 'Inter Fallback', system-ui, sans-serif",
  code: "'JetBrains Mono Variable', ui-monospace, 'Cascadia Code', Menlo, monospace",
};

/** What both themes share: type scale 12/14/16/20/28, radii, fonts. */
const shared: Variables = {
  '--bui-font-regular': fonts.text,
  '--bui-font-monospace': fonts.code,
  '--bui-radius-2': '0.375rem',
  '--bui-font-size-1': '0.75rem',
  '--bui-font-size-2': '0.75rem',
  '--bui-font-size-3': '0.875rem',
  '--bui-font-size-4': '1rem',
  '--bui-font-size-5': '1rem',
  '--bui-font-size-6': '1.25rem',
  '--bui-font-size-7': '1.75rem',
  '--bui-font-size-8': '1.75rem',
};

function solid(prefix: string, value: Solid): Variables {
  return {
    [`--bui-${prefix}-bg`]: value.fill,
    [`--bui-${prefix}-bg-hover`]: value.fillHover,
    [`--bui-${prefix}-bg-disabled`]: value.fillDisabled,
    [`--bui-${prefix}-fg`]: value.on,
    [`--bui-${prefix}-fg-disabled`]: value.onDisabled,
  };
}

function tone(prefix: string, value: Tone): Variables {
  return {
    [`--bui-fg-${prefix}`]: value.text,
    [`--bui-${prefix}-bg`]: value.fill,
    [`--bui-${prefix}-bg-hover`]: value.fillHover,
    [`--bui-${prefix}-bg-disabled`]: value.tint,
    [`--bui-${prefix}-bg-subdued`]: value.tint,
    [`--bui-${prefix}-bg-subdued-hover`]: value.tintHover,
    [`--bui-${prefix}-bg-subdued-disabled`]: value.tint,
    [`--bui-${prefix}-border`]: value.border,
    [`--bui-${prefix}-fg`]: value.onFill,
    [`--bui-${prefix}-fg-disabled`]: value.onTint,
    [`--bui-${prefix}-fg-subdued`]: value.onTint,
    [`--bui-${prefix}-fg-subdued-disabled`]: value.onTint,
  };
}

/* eslint-disable @backstage/no-deprecated-bui-tokens -- components of @backstage/ui 0.18 still read these names */
function deprecated(tokens: Tokens): Variables {
  const { action, info, good, attention, broken } = tokens;
  const states = { info, success: good, warning: attention, danger: broken };
  return {
    '--bui-shadow': tokens.shadow,
    '--bui-bg-solid': action.fill,
    '--bui-bg-solid-hover': action.fillHover,
    '--bui-bg-solid-pressed': action.fillHover,
    '--bui-bg-solid-disabled': action.fillDisabled,
    '--bui-fg-solid': action.on,
    '--bui-fg-solid-disabled': action.onDisabled,
    ...Object.fromEntries(
      Object.entries(states).flatMap(([name, value]) => [
        [`--bui-bg-${name}`, value.tint],
        [`--bui-fg-${name}-on-bg`, value.onTint],
        [`--bui-fg-${name}`, value.text],
        [`--bui-border-${name}`, value.border],
      ]),
    ),
  };
}

/* eslint-enable @backstage/no-deprecated-bui-tokens */

/** The variables of `@backstage/ui` with the values of a theme. */
export function toCssVariables(tokens: Tokens): Variables {
  return {
    ...deprecated(tokens),
    '--bui-bg-app': tokens.canvas,
    '--bui-bg-neutral-1': tokens.surface,
    '--bui-bg-neutral-2': tokens.inset,
    '--bui-bg-neutral-3': tokens.raised,
    '--bui-bg-neutral-4': tokens.deepest,
    '--bui-fg-primary': tokens.text,
    '--bui-fg-secondary': tokens.textQuiet,
    '--bui-fg-disabled': tokens.textDisabled,
    '--bui-border-1': tokens.line,
    '--bui-border-2': tokens.edge,
    '--bui-ring': tokens.focus,
    '--bui-scrollbar': 'transparent',
    '--bui-scrollbar-thumb': tokens.edge,
    '--rw-shadow': tokens.shadow,
    ...solid('accent', tokens.action),
    ...tone('announcement', tokens.info),
    ...tone('positive', tokens.good),
    ...tone('warning', tokens.attention),
    ...tone('negative', tokens.broken),
    '--rw-link': tokens.link,
    '--rw-link-hover': tokens.linkHover,
  };
}

function rule(selector: string, variables: Variables): string {
  const declarations = Object.entries(variables).map(
    ([name, value]) => `${name}:${value}`,
  );
  return `${selector}{${declarations.join(';')}}`;
}

/** Style sheet that gives `@backstage/ui` both themes; it is outside of any layer and so wins over the defaults. */
export function toStyleSheet(light: Tokens, dark: Tokens): string {
  return [
    // The defaults are repeated wherever a theme begins, so ours must be, too.
    rule(':root,[data-theme-mode]', shared),
    rule(":root,[data-theme-mode='light']", {
      'color-scheme': 'light',
      ...toCssVariables(light),
    }),
    rule("[data-theme-mode='dark']", {
      'color-scheme': 'dark',
      ...toCssVariables(dark),
    }),
  ].join('\n');
}
