import type { Person } from '../organisation/data/people';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character]);
}

const STYLE = `
:root { color-scheme: light dark; --page: #f5f7fa; --card: #ffffff; --line: #d5dbe3; --text: #17212e; --quiet: #51606f; --act: #1c4fa0; --act-soft: #e8effa; }
@media (prefers-color-scheme: dark) {
  :root { --page: #10161e; --card: #18212c; --line: #334150; --text: #e8edf3; --quiet: #a5b2c0; --act: #8fb8f5; --act-soft: #1f2f47; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--page); color: var(--text); font: 14px/1.5 Inter, system-ui, sans-serif; }
main { width: 100%; max-width: 480px; }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 1.3; }
p { margin: 0 0 24px; color: var(--quiet); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px; }
button { font: inherit; color: inherit; cursor: pointer; }
.person { width: 100%; display: grid; grid-template-columns: 40px 1fr; gap: 16px; align-items: center; padding: 12px 16px; text-align: left; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.person:hover { border-color: var(--act); background: var(--act-soft); }
:focus-visible { outline: 2px solid var(--act); outline-offset: 2px; }
.initials { display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%; background: var(--act-soft); color: var(--act); font-weight: 600; }
.name { display: block; font-weight: 600; font-size: 16px; }
.role, .about { display: block; color: var(--quiet); }
.about { color: var(--text); }
.actions { display: flex; gap: 8px; margin-top: 24px; }
.plain { padding: 8px 16px; background: none; border: 1px solid var(--line); border-radius: 8px; }
.main { padding: 8px 16px; background: var(--act); border: 1px solid var(--act); border-radius: 8px; color: var(--card); }
`;

/** A whole page in the provider's dress; `body` is HTML. */
export function renderPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** The list of people to sign in as. `action` is where the choice is posted. */
export function renderSignInPage(options: {
  people: Person[];
  /** Who is signed in here already, and comes first. */
  current?: string;
  action: string;
}): string {
  const people = [...options.people].sort(
    (a, b) =>
      Number(b.username === options.current) -
      Number(a.username === options.current),
  );
  const items = people
    .map(person => {
      const initials = person.name
        .split(' ')
        .map(part => part[0])
        .join('');
      return `<li><button class="person" name="person" value="${escapeHtml(
        person.username,
      )}"${person === people[0] ? ' autofocus' : ''}>
<span class="initials" aria-hidden="true">${escapeHtml(initials)}</span>
<span>
<span class="name">${escapeHtml(person.name)}</span>
<span class="role">${escapeHtml(
        person.signIn?.role ?? person.title,
      )}, ${escapeHtml(person.team)}</span>
<span class="about">${escapeHtml(person.signIn?.about ?? '')}</span>
</span>
</button></li>`;
    })
    .join('\n');
  return renderPage(
    'Sign in to AERQ',
    `<h1>Sign in to AERQ</h1>
<p>Choose who to be. These are sample people of a sample airline: there is no password, and nothing here is real.</p>
<form method="post" action="${escapeHtml(options.action)}">
<ul>
${items}
</ul>
<div class="actions"><button class="plain" name="cancel" value="yes">Cancel</button></div>
</form>`,
  );
}

/** Asks whether to sign out; `form` is the provider's own form, whose id is `op.logoutForm`. */
export function renderSignOutPage(form: string): string {
  return renderPage(
    'Sign out of AERQ',
    `<h1>Sign out of AERQ?</h1>
<p>Applications that you are signed in to ask you to sign in again.</p>
${form}
<div class="actions">
<button class="main" type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button class="plain" type="submit" form="op.logoutForm">Stay signed in</button>
</div>`,
  );
}

export function renderMessagePage(title: string, message: string): string {
  return renderPage(
    title,
    `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(message)}</p>`,
  );
}
