import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const infrastructureFolder = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../infrastructure',
);
export const modulesFolder = join(infrastructureFolder, 'modules');
