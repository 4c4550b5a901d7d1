// Compresses the built files once, so that the server has nothing to compress.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const WEB = 'dist/web';

for (const name of readdirSync(WEB, { recursive: true, encoding: 'utf8' })) {
  if (/\.(css|html|js|json|svg|txt|webmanifest)$/.test(name)) {
    const file = join(WEB, name);
    const content = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(content));
    writeFileSync(`${file}.gz`, gzipSync(content));
  }
}
