import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modulesFolder } from './folders.mjs';
import { moduleReadme } from './moduleReadme.mjs';

for (const name of readdirSync(modulesFolder)) {
  const folder = join(modulesFolder, name);
  writeFileSync(join(folder, 'README.md'), await moduleReadme(folder));
}
