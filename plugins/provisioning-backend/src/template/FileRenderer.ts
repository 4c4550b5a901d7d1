import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { isUtf8 } from 'node:buffer';
import {
  createTemplateRenderer,
  type PreparedTemplateContext,
  type TemplateValue,
} from 'nunjitsu';

/** A file as it will be committed. */
export interface RenderedFile {
  /** Path in the repository, with `/`. */
  path: string;
  content: Buffer;
}

/** Fills values into paths and contents of a template's files, with the engine of the scaffolder's own `fetch:template`. */
export class FileRenderer {
  readonly #renderer = createTemplateRenderer();
  readonly #context: PreparedTemplateContext;

  /** @param values - available as `${{ values.<name> }}` */
  constructor(values: JsonObject) {
    this.#context = this.#renderer.prepareContext({
      values: values as TemplateValue,
    });
  }

  /**
   * @param source - path in the template's folder, with `/`
   * @returns undefined when the path comes out with an empty part: the scaffolder's way to leave a file out
   * @throws InputError naming the file when a placeholder can't be rendered
   */
  render(source: string, content: Buffer): RenderedFile | undefined {
    const path = this.text(source, source);
    if (path.split('/').some(part => part === '' || part === '..')) {
      return undefined;
    }
    return {
      path,
      content: isUtf8(content)
        ? Buffer.from(this.text(source, content.toString('utf8')))
        : content,
    };
  }

  /**
   * @param source - file that the text is of, for errors
   * @throws InputError naming the file when a placeholder can't be rendered
   */
  text(source: string, text: string): string {
    try {
      return this.#renderer.render(text, this.#context);
    } catch (error) {
      throw new InputError(
        `The template's file ${source} can't be rendered: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
  }
}
