import {
  resolveSafeChildPath,
  type UrlReaderService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { ScmIntegrations } from '@backstage/integration';
import { fetchContents } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { FileRenderer, type RenderedFile } from './FileRenderer';

const MAX_FILES = 2_000;
const MAX_BYTES = 20 * 1024 * 1024;

/**
 * Renders a folder of a template in memory.
 * Nothing of the result outlives the call, so a retry renders again and never meets an empty workspace.
 */
export class TemplateFiles {
  constructor(
    private readonly options: {
      reader: UrlReaderService;
      integrations: ScmIntegrations;
    },
  ) {}

  /**
   * @param request.baseUrl - location of the template's `template.yaml`
   * @param request.source - folder, relative to it
   * @param request.values - available in files and paths as `${{ values.<name> }}`
   * @throws InputError when the folder is too large or a placeholder can't be rendered
   */
  async render(request: {
    baseUrl: string;
    source: string;
    values: JsonObject;
  }): Promise<RenderedFile[]> {
    const directory = await mkdtemp(join(tmpdir(), 'runway-template-'));
    try {
      const folder = resolveSafeChildPath(directory, 'source');
      await fetchContents({
        reader: this.options.reader,
        integrations: this.options.integrations,
        baseUrl: request.baseUrl,
        fetchUrl: request.source,
        outputPath: folder,
      });
      return await this.#renderFolder(folder, request.values);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  async #renderFolder(folder: string, values: JsonObject) {
    const entries = await readdir(folder, {
      recursive: true,
      withFileTypes: true,
    });
    // Symbolic links are left out: they could point outside the template.
    const files = entries.filter(entry => entry.isFile());
    if (files.length > MAX_FILES) {
      throw new InputError(
        `The template has ${files.length} files; at most ${MAX_FILES} are allowed.`,
      );
    }
    const renderer = new FileRenderer(values);
    const rendered: RenderedFile[] = [];
    let bytes = 0;
    for (const entry of files) {
      const file = join(entry.parentPath, entry.name);
      bytes += (await stat(file)).size;
      if (bytes > MAX_BYTES) {
        throw new InputError(
          `The template is larger than ${MAX_BYTES / 1024 / 1024} MB.`,
        );
      }
      const source = relative(folder, file).split(sep).join('/');
      const result = renderer.render(source, await readFile(file));
      if (result) {
        rendered.push(result);
      }
    }
    return rendered.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
