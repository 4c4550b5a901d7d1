import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { LruCache } from '../../state/LruCache';
import { HclError } from './Value';

export type HclFile = Record<string, any>;

/** Parsing takes some milliseconds, and most files are the same in each merge request. */
const parsed = new LruCache<Promise<HclFile>>(2000);

/**
 * The files of a checkout, by path. Nothing outside of it can be read by an expression, whatever it says.
 * The parser is HCL's own, compiled to WebAssembly.
 */
export class SourceFiles {
  readonly #hcl = new Map<string, { file: HclFile } | { error: string }>();

  private constructor(private readonly files: Record<string, Buffer>) {}

  /** Reads the files that Terragrunt and OpenTofu read. What isn't HCL is refused when it is used. */
  static async read(files: Record<string, Buffer>): Promise<SourceFiles> {
    const source = new SourceFiles(files);
    for (const path of Object.keys(files)) {
      if (/\.(hcl|tf)$/.test(path)) {
        const result = await parse(path, files[path]).then(
          file => ({ file }),
          (error: Error) => ({ error: error.message }),
        );
        source.#hcl.set(path, result);
      }
    }
    return source;
  }

  has(path: string): boolean {
    return Object.hasOwn(this.files, path);
  }

  hasDirectory(path: string): boolean {
    return (
      path === '.' ||
      Object.keys(this.files).some(each => each.startsWith(`${path}/`))
    );
  }

  text(path: string): string {
    return this.files[path]?.toString() ?? '';
  }

  /** Files right in a directory. */
  in(directory: string, ending: string): string[] {
    return Object.keys(this.files)
      .filter(
        path => posix.dirname(path) === directory && path.endsWith(ending),
      )
      .sort();
  }

  /** @throws HclError when it is missing or isn't HCL */
  hcl(path: string): HclFile {
    const result = this.#hcl.get(path);
    if (!result) {
      throw new HclError('Missing file', `There is no file ${path}.`);
    }
    if ('error' in result) {
      const [, detail = result.error] = /\[(.*)\]/s.exec(result.error) ?? [];
      throw new HclError('Invalid configuration', detail);
    }
    return result.file;
  }
}

function parse(path: string, content: Buffer): Promise<HclFile> {
  // The message of an error names the file.
  const key = createHash('sha256').update(path).update(content).digest('hex');
  let file = parsed.get(key);
  if (!file) {
    // Loaded when it is needed: it takes a third of a second.
    const hcl2json: typeof import('@cdktn/hcl2json') = require('@cdktn/hcl2json');
    file = hcl2json.parse(path, content.toString());
    parsed.set(key, file);
  }
  return file;
}
