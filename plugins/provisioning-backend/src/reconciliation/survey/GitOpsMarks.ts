import type { UrlReaderService } from '@backstage/backend-plugin-api';
import type { Upstreams } from '@runway/integrations';
import { runOfText } from '../../operations/marks';

/** By path: the run whose mark a file carries, or undefined when it carries none. */
export type FileMarks = ReadonlyMap<string, string | undefined>;

const FOLDERS = /^(environments|services|tenants)\//;

/**
 * Which run wrote which file of the GitOps repository. All of it is read as one archive, and only when the branch has
 * moved since; between passes only paths and marks are kept.
 */
export class GitOpsMarks {
  #known: { etag: string; marks: FileMarks } | undefined;

  constructor(
    private readonly options: {
      reader: UrlReaderService;
      upstreams: Upstreams;
    },
  ) {}

  async read(signal: AbortSignal): Promise<FileMarks> {
    const { reader, upstreams } = this.options;
    const { instance, project, branch } = upstreams.gitops;
    const url = `${
      upstreams.gitlab(instance).webUrl
    }/${project}/-/tree/${branch}`;
    try {
      const tree = await reader.readTree(url, {
        etag: this.#known?.etag,
        signal,
        filter: path => FOLDERS.test(path),
      });
      const marks = new Map<string, string | undefined>();
      for (const file of await tree.files()) {
        const text = (await file.content()).toString('utf8', 0, 200);
        marks.set(file.path, runOfText(text));
      }
      this.#known = { etag: tree.etag, marks };
    } catch (error) {
      if ((error as Error).name !== 'NotModifiedError' || !this.#known) {
        throw error;
      }
    }
    return this.#known.marks;
  }
}
