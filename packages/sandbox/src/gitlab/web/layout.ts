import { html, type Html } from './html';

const style = html`
  <style>
    :root {
      color-scheme: light dark;
      --ink: #1c2430;
      --quiet: #5a6675;
      --line: #d8dee6;
      --ground: #f6f8fa;
      --sheet: #fff;
      --accent: #1f4fa8;
      --good: #17683b;
      --bad: #a8231c;
      --wait: #8a5a00;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ink: #e6ebf2;
        --quiet: #9aa7b8;
        --line: #333d4b;
        --ground: #12171f;
        --sheet: #1a212b;
        --accent: #8fb4ff;
        --good: #6fd19a;
        --bad: #ff9a92;
        --wait: #f0c060;
      }
    }
    body {
      margin: 0;
      background: var(--ground);
      color: var(--ink);
      font: 15px/1.5 system-ui, sans-serif;
    }
    header {
      background: var(--sheet);
      border-bottom: 1px solid var(--line);
      padding: 12px 24px;
      display: flex;
      gap: 16px;
      align-items: baseline;
      flex-wrap: wrap;
    }
    header strong a {
      color: var(--ink);
      text-decoration: none;
    }
    header span {
      color: var(--quiet);
    }
    main {
      max-width: 1040px;
      margin: 24px auto;
      padding: 0 24px;
    }
    h1 {
      font-size: 24px;
      margin: 0 0 8px;
    }
    h2 {
      font-size: 17px;
      margin: 32px 0 8px;
    }
    a {
      color: var(--accent);
    }
    nav {
      display: flex;
      gap: 16px;
      margin: 16px 0;
    }
    table {
      width: 100%;
      border-collapse: collapse;
      background: var(--sheet);
      border: 1px solid var(--line);
    }
    th,
    td {
      text-align: left;
      padding: 8px 12px;
      border-bottom: 1px solid var(--line);
      vertical-align: top;
    }
    th {
      color: var(--quiet);
      font-weight: 500;
    }
    code,
    pre {
      font: 13px/1.5 ui-monospace, monospace;
    }
    pre {
      background: var(--sheet);
      border: 1px solid var(--line);
      padding: 16px;
      overflow: auto;
    }
    .quiet {
      color: var(--quiet);
    }
    .success,
    .merged {
      color: var(--good);
    }
    .failed,
    .canceled,
    .closed {
      color: var(--bad);
    }
    .running,
    .pending,
    .created,
    .manual,
    .opened {
      color: var(--wait);
    }
  </style>
`;

/** A page of the sandbox's GitLab, marked as what it is. */
export function layout(options: {
  base: string;
  title: string;
  body: Html;
}): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${options.title} · Runway sandbox GitLab</title>
        ${style}
      </head>
      <body>
        <header>
          <strong><a href="${options.base}/">Runway sandbox GitLab</a></strong>
          <span
            >A small stand-in for GitLab on this machine: pages to look at;
            everything else through Git and the API.</span
          >
        </header>
        <main>${options.body}</main>
      </body>
    </html> `.text;
}
