import { html } from '../../gitlab/web/html';

/** Light and dark; one column on narrow screens. */
export const pageStyle = html`<style>
  :root {
    color-scheme: light dark;
    --ink: #1c2430;
    --quiet: #55616f;
    --line: #d3dae3;
    --ground: #f5f7fa;
    --sheet: #fff;
    --accent: #1c4fa0;
    --soft: #e8effa;
    --good: #17683b;
    --bad: #a8231c;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --ink: #e6ebf2;
      --quiet: #a3b0bf;
      --line: #354151;
      --ground: #10161e;
      --sheet: #18212c;
      --accent: #8fb8f5;
      --soft: #1f2f47;
      --good: #6fd19a;
      --bad: #ff9a92;
    }
  }
  * {
    box-sizing: border-box;
  }
  body {
    margin: 0 auto;
    max-width: 1080px;
    padding: 24px 16px 64px;
    background: var(--ground);
    color: var(--ink);
    font: 14px/1.5 Inter, system-ui, sans-serif;
  }
  h1 {
    margin: 0;
    font-size: 22px;
  }
  h2 {
    margin: 0 0 12px;
    font-size: 16px;
  }
  header p,
  .quiet,
  small {
    color: var(--quiet);
  }
  p {
    margin: 4px 0 0;
  }
  section {
    margin-top: 16px;
    padding: 16px;
    background: var(--sheet);
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 8px 12px 8px 0;
    border-top: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
  }
  thead th {
    border-top: 0;
    padding-top: 0;
    color: var(--quiet);
    font-weight: 500;
  }
  tbody th {
    font-weight: 600;
  }
  .number {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  code,
  time {
    font: 13px/1.5 ui-monospace, monospace;
    overflow-wrap: anywhere;
  }
  .good {
    color: var(--good);
  }
  .bad {
    color: var(--bad);
  }
  [role='alert'] {
    margin-bottom: 12px;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
    background: var(--sheet);
    border: 1px solid var(--line);
    border-radius: 6px;
    padding: 6px 12px;
    min-height: 36px;
  }
  input,
  select {
    width: 100%;
    border-color: var(--quiet);
  }
  button {
    cursor: pointer;
  }
  button:hover {
    border-color: var(--accent);
    background: var(--soft);
  }
  .main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--sheet);
  }
  .main:hover {
    color: var(--ink);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .presets {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
    gap: 8px;
  }
  .presets button {
    width: 100%;
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 8px;
    text-align: left;
  }
  .presets [aria-pressed='true'] {
    border-color: var(--bad);
  }
  [aria-pressed='true'] .mark,
  [aria-pressed='true'] .state {
    color: var(--bad);
  }
  .state {
    color: var(--quiet);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
    gap: 16px;
    align-items: start;
  }
  label span,
  small {
    display: block;
  }
  label span {
    margin-bottom: 4px;
  }
  .actions {
    grid-column: 1 / -1;
  }
  @media (max-width: 560px) {
    .rules thead {
      display: none;
    }
    .rules tr {
      display: block;
      padding: 8px 0;
      border-top: 1px solid var(--line);
    }
    .rules td {
      display: block;
      padding: 2px 0;
      border: 0;
      text-align: left;
    }
    .rules [data-label]::before {
      content: attr(data-label) ' ';
      color: var(--quiet);
    }
  }
</style>`;
