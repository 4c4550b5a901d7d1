import { createHash } from 'node:crypto';

/** What the Material theme would bring and the portal's reader builds on. Colours come from the reader's variables. */
export const stylesheet = `
.md-main__inner { display: block; }
.md-sidebar__scrollwrap { overflow-y: auto; max-height: 100%; }
.md-nav__list { list-style: none; margin: 0; padding: 0; }
.md-nav__list .md-nav__list { padding-left: 12px; }
.md-nav__item { margin: 0; padding: 4px 12px; }
.md-nav__item--level-3 { padding-left: 24px; }
.md-nav__title { display: block; font-weight: 600; padding: 4px 12px; }
.md-nav__item--section > .md-nav__link { font-weight: 600; }
.md-nav__link { color: var(--md-default-fg-color); text-decoration: none; overflow-wrap: anywhere; }
.md-nav__link[href]:hover, .md-nav__link[href]:focus-visible { color: var(--md-accent-fg-color); text-decoration: underline; }
.md-content__inner { margin: 0 24px; padding-top: 8px; }
.md-typeset { color: var(--md-default-fg-color); line-height: 1.6; overflow-wrap: break-word; }
.md-typeset h1, .md-typeset h2, .md-typeset h3, .md-typeset h4 { line-height: 1.25; margin: 1.5em 0 0.5em; }
.md-typeset h1 { margin-top: 0; }
.md-typeset .headerlink { margin-left: 8px; opacity: 0; text-decoration: none; }
.md-typeset :is(h1, h2, h3, h4):hover .headerlink, .md-typeset .headerlink:focus-visible { opacity: 1; }
.md-typeset a { color: var(--md-typeset-a-color); }
.md-typeset pre { background: var(--md-code-bg-color); color: var(--md-code-fg-color); border-radius: 4px; overflow-x: auto; padding: 12px 16px; }
.md-typeset code { background: var(--md-code-bg-color); color: var(--md-code-fg-color); border-radius: 3px; font-family: var(--md-code-font-family, ui-monospace, monospace); font-size: 0.875em; padding: 0.1em 0.3em; }
.md-typeset pre > code { background: none; padding: 0; }
.md-typeset table { border-collapse: collapse; display: block; overflow-x: auto; }
.md-typeset th, .md-typeset td { border-bottom: 1px solid var(--md-default-fg-color--lightest); padding: 8px 12px; text-align: left; vertical-align: top; }
.md-typeset blockquote { border-left: 4px solid var(--md-default-fg-color--lighter); margin: 1em 0; padding-left: 12px; }
.md-typeset img { max-width: 100%; }
.hljs-keyword, .hljs-literal { color: var(--md-code-hl-keyword-color); }
.hljs-string { color: var(--md-code-hl-string-color); }
.hljs-number { color: var(--md-code-hl-number-color); }
.hljs-comment { color: var(--md-code-hl-comment-color); }
.hljs-title, .hljs-attr { color: var(--md-code-hl-function-color); }
@media screen and (max-width: 76.1875em) {
  .md-sidebar--secondary { display: none; }
  .md-content { margin-left: 0; max-width: 100%; }
}
`;

/**
 * Where a site keeps it. The portal's reader keeps only stylesheets that are named as the Material theme names its own,
 * `main.<8 hex digits>.min.css`, and waits for one before it shows a page.
 */
export const stylesheetPath = `assets/stylesheets/main.${createHash('sha256')
  .update(stylesheet)
  .digest('hex')
  .slice(0, 8)}.min.css`;
