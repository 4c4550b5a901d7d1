import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  type GeneratorRunOptions,
  TechdocsGenerator,
} from '@backstage/plugin-techdocs-node';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { generateSite } from './generateSite';
import { readMarkdownSite } from './MarkdownSite';

const exec = promisify(execFile);

/** Uses MkDocs where it is installed, and renders with a Markdown library of its own where it isn't. */
export class MarkdownGenerator extends TechdocsGenerator {
  readonly #log: LoggerService;
  readonly #findMkDocs: () => Promise<boolean>;
  #hasMkDocs?: Promise<boolean>;

  constructor(options: {
    logger: LoggerService;
    config: Config;
    scmIntegrations: ScmIntegrationRegistry;
    /** Whether MkDocs with its TechDocs plugin can be run here. */
    findMkDocs?: () => Promise<boolean>;
  }) {
    super(options);
    this.#log = options.logger;
    this.#findMkDocs = options.findMkDocs ?? findMkDocs;
  }

  /** @throws InputError when the sources are no documentation site */
  async run(options: GeneratorRunOptions): Promise<void> {
    this.#hasMkDocs ??= this.#findMkDocs();
    if (await this.#hasMkDocs) {
      await super.run(options);
      return;
    }
    const { inputDir, outputDir, etag, siteOptions } = options;
    this.#log.debug('MkDocs is not installed: rendering the Markdown directly');
    const site = await readMarkdownSite(
      inputDir,
      siteOptions?.name ?? 'Documentation',
    );
    await mkdir(outputDir, { recursive: true });
    await generateSite(site, outputDir, etag);
  }
}

/** MkDocs alone is not enough: the TechDocs plugin is what sites name in their settings. */
async function findMkDocs(): Promise<boolean> {
  try {
    await exec('mkdocs', ['--version'], { timeout: 10_000 });
    await exec('python3', ['-c', 'import techdocs_core'], { timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}
