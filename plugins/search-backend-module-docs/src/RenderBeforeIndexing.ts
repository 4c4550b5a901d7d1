import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DocumentDecoratorFactory } from '@backstage/plugin-search-common';
import { PassThrough } from 'node:stream';
import type { DocsRenderer } from './DocsRenderer';

/**
 * Renders what is about to be indexed. Search asks for its decorators before it reads the first document, in the task that
 * indexes, under that task's lock: documents come from the replica that has just rendered them, and only one does it.
 */
export class RenderBeforeIndexing implements DocumentDecoratorFactory {
  readonly types = ['techdocs'];

  constructor(
    private readonly renderer: DocsRenderer,
    private readonly logger: LoggerService,
  ) {}

  async getDecorator() {
    try {
      await this.renderer.pass();
    } catch (error) {
      // What was rendered before is indexed all the same.
      this.logger.warn(`Documentation was not rendered ahead: ${error}`);
    }
    return new PassThrough({ objectMode: true });
  }
}
