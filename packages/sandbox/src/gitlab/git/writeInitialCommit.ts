import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

/** What a repository begins with. */
export interface InitialCommit {
  branch: string;
  message: string;
  author: { name: string; email: string };
  /** ISO 8601. */
  date: string;
  /** Text by name; files of the root folder only. */
  files: Record<string, string>;
}

/** Writes the first commit of a new bare repository, without a Git process. */
export function writeInitialCommit(
  directory: string,
  { branch, message, author, date, files }: InitialCommit,
): void {
  const write = (type: string, content: Buffer): string => {
    const bytes = Buffer.concat([
      Buffer.from(`${type} ${content.length}\0`),
      content,
    ]);
    const id = createHash('sha1').update(bytes).digest('hex');
    const folder = join(directory, 'objects', id.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, id.slice(2)), deflateSync(bytes));
    return id;
  };
  const entries = Object.keys(files)
    .sort()
    .flatMap(name => [
      Buffer.from(`100644 ${name}\0`),
      Buffer.from(write('blob', Buffer.from(files[name])), 'hex'),
    ]);
  const tree = write('tree', Buffer.concat(entries));
  const signature = `${author.name} <${author.email}> ${
    Date.parse(date) / 1000
  } +0000`;
  const commit = write(
    'commit',
    Buffer.from(
      `tree ${tree}\nauthor ${signature}\ncommitter ${signature}\n\n${message}\n`,
    ),
  );
  writeFileSync(join(directory, 'refs/heads', branch), `${commit}\n`);
}
