import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { posix } from 'node:path';
import { FileRenderer, type RenderedFile } from './FileRenderer';
import type { TemplateFiles } from './TemplateFiles';

/** The folder of a template that was sent along instead of being read where the template lies. */
export class GivenFiles implements Pick<TemplateFiles, 'render'> {
  /** @param files - paths relative to `template.yaml`, content in base64 */
  constructor(
    private readonly files: ReadonlyArray<{ path: string; content: string }>,
  ) {}

  /** @throws InputError when the folder has no files, or a placeholder can't be rendered */
  async render(request: {
    source: string;
    values: JsonObject;
  }): Promise<RenderedFile[]> {
    const folder = `${posix.normalize(request.source).replace(/\/$/, '')}/`;
    const found = this.files.filter(({ path }) => path.startsWith(folder));
    if (found.length === 0) {
      throw new InputError(
        `A step takes the folder ${request.source}, which has no files next to template.yaml.`,
      );
    }
    const renderer = new FileRenderer(request.values);
    return found
      .flatMap(({ path, content }) => {
        const file = renderer.render(
          path.slice(folder.length),
          Buffer.from(content, 'base64'),
        );
        return file ?? [];
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
