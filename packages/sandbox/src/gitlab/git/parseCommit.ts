import type { Commit } from './GitHistory';

/** A commit as `git cat-file commit` prints it. */
export function parseCommit(id: string, content: Buffer): Commit {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const message = text.slice(end + 2);
  const all = (name: string) =>
    headers
      .filter(line => line.startsWith(`${name} `))
      .map(line => line.slice(name.length + 1));
  const author = parseSignature(all('author')[0]);
  const committer = parseSignature(all('committer')[0]);
  return {
    id,
    parents: all('parent'),
    tree: all('tree')[0],
    authorName: author.name,
    authorEmail: author.email,
    authoredDate: author.date,
    committerName: committer.name,
    committerEmail: committer.email,
    committedDate: committer.date,
    title: message.split('\n', 1)[0],
    message,
    trailers: parseTrailers(message),
  };
}

function parseSignature(signature: string) {
  const [, name, email, seconds, zone] =
    /^(.*?) ?<(.*)> (\d+) ([+-]\d{4})$/.exec(signature) ?? [];
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local =
    Number(seconds) * 1000 + (sign === '-' ? -1 : 1) * (offset || 0);
  const date = new Date(local).toISOString().replace('Z', '');
  return { name, email, date: `${date}${sign}${hours}:${minutes}` };
}

/**
 * `Key: value` lines of the last paragraph. As Git has it, other lines may stand among them as long as a quarter of the
 * paragraph are trailers and one of those is Git's own; a line that begins with a space goes on with the one before.
 */
function parseTrailers(message: string): Record<string, string> {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  if (paragraphs.length < 2) {
    return {};
  }
  const lines = paragraphs
    .at(-1)!
    .replace(/\n[ \t]+/g, ' ')
    .split('\n');
  const trailers = lines.flatMap(line => {
    const match = /^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)$/.exec(line);
    return match ? [[match[1], match[2]]] : [];
  });
  const isGits = lines.some(line =>
    /^(Signed-off-by: |\(cherry picked from commit )/.test(line),
  );
  const isBlock =
    trailers.length === lines.length ||
    (isGits && trailers.length * 3 >= lines.length - trailers.length);
  return isBlock ? Object.fromEntries(trailers) : {};
}
