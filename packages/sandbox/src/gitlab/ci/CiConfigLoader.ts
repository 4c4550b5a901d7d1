import type { AccessControl } from '../access/AccessControl';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { GitLabUrls } from '../GitLabUrls';
import type { Project, User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import { CiError } from './CiError';
import { evaluateCondition } from './evaluateCondition';
import { expandVariables } from './expandVariables';
import { interpolateInputs } from './interpolateInputs';
import { deepMerge, resolveReferences } from './mergeCiFiles';
import { isMapping, parseCiYaml, type CiMapping } from './parseCiYaml';

/** Where a configuration file stands: what its `include: local` refers to. */
interface Place {
  project: Project;
  sha: string;
}

interface Loading {
  user: User;
  variables: Record<string, string>;
  files: number;
}

const maxFiles = 150;
const maxDepth = 100;

/** Puts a CI configuration together from its files, wherever in this GitLab they are. */
export class CiConfigLoader {
  constructor(
    private readonly state: GitLabState,
    private readonly access: AccessControl,
    private readonly storage: RepositoryStorage,
    private readonly urls: GitLabUrls,
  ) {}

  /** The project's own configuration file at a commit; undefined when it has none. */
  async read(project: Project, sha: string): Promise<string | undefined> {
    const file = await this.storage
      .repository(project.id)
      .file(sha, project.ciConfigPath || '.gitlab-ci.yml');
    return file?.content.toString();
  }

  /**
   * The configuration with all includes merged and references resolved.
   * @param variables - what `include` and its rules may refer to
   * @throws CiError when a file is missing, hidden from the user or not valid
   */
  async load(
    text: string,
    place: Place,
    user: User,
    variables: Record<string, string>,
  ): Promise<CiMapping> {
    const file = parseCiYaml(text, '.gitlab-ci.yml');
    const merged = await this.#expandIncludes(
      file.content,
      place,
      { user, variables, files: 0 },
      0,
    );
    return resolveReferences(merged, merged) as CiMapping;
  }

  async #expandIncludes(
    content: CiMapping,
    place: Place,
    loading: Loading,
    depth: number,
  ): Promise<CiMapping> {
    const { include, ...own } = content;
    if (include === undefined || include === null) {
      return content;
    }
    if (depth > maxDepth) {
      throw new CiError(`Maximum of ${maxDepth} nested includes are allowed!`);
    }
    let merged: CiMapping = {};
    for (const entry of Array.isArray(include) ? include : [include]) {
      for (const included of await this.#included(entry, place, loading)) {
        merged = deepMerge(
          merged,
          await this.#expandIncludes(
            included.content,
            included.place,
            loading,
            depth + 1,
          ),
        );
      }
    }
    return deepMerge(merged, own);
  }

  /** The files that one entry of `include` names. */
  async #included(
    entry: unknown,
    place: Place,
    loading: Loading,
  ): Promise<Array<{ content: CiMapping; place: Place }>> {
    const expand = (value: unknown) =>
      expandVariables(String(value), loading.variables);
    const include: CiMapping = isMapping(entry)
      ? entry
      : { local: String(entry) };
    if (Array.isArray(include.rules) && !matches(include.rules, loading)) {
      return [];
    }
    const inputs = isMapping(include.inputs) ? include.inputs : {};
    const read = async (target: Place, path: string, where: string) => {
      loading.files += 1;
      if (loading.files > maxFiles) {
        throw new CiError(
          `Maximum of ${maxFiles} nested includes are allowed!`,
        );
      }
      const file = await this.storage
        .repository(target.project.id)
        .file(target.sha, path.replace(/^\/+/, ''));
      if (!file) {
        throw new CiError(`${where} does not exist!`);
      }
      const parsed = parseCiYaml(file.content.toString(), path);
      return {
        content: interpolateInputs(parsed, inputs, path),
        place: target,
      };
    };

    if (include.component !== undefined) {
      return [await this.#component(expand(include.component), loading, read)];
    }
    if (include.project !== undefined) {
      const path = expand(include.project);
      const target = await this.#place(
        path,
        include.ref === undefined ? undefined : expand(include.ref),
        loading.user,
      );
      const files = Array.isArray(include.file) ? include.file : [include.file];
      return Promise.all(
        files.map(file =>
          read(target, expand(file), `Project \`${path}\` file \`${file}\``),
        ),
      );
    }
    if (include.local !== undefined) {
      const path = expand(include.local);
      return [await read(place, path, `Local file \`${path}\``)];
    }
    throw new CiError(
      `Include \`${JSON.stringify(
        entry,
      )}\` needs to match exactly one accessor! (local, project and component are served here)`,
    );
  }

  async #component(
    address: string,
    loading: Loading,
    read: (
      target: Place,
      path: string,
      where: string,
    ) => Promise<{ content: CiMapping; place: Place }>,
  ) {
    const [fullPath, version] = address.split('@');
    const { fqdn } = this.urls;
    // `$CI_SERVER_FQDN` has the relative URL root; addresses written by hand often go without.
    const prefix = [`${fqdn}/`, `${fqdn.split('/')[0]}/`].find(candidate =>
      fullPath.startsWith(candidate),
    );
    if (!prefix || !version) {
      throw new CiError(
        `Include \`${address}\` needs to match exactly one accessor!`,
      );
    }
    const path = fullPath.slice(prefix.length);
    const projectPath = path.slice(0, path.lastIndexOf('/'));
    const name = path.slice(projectPath.length + 1);
    const missing = `Component '${address}' - content not found`;
    let target: Place;
    try {
      target = await this.#place(projectPath, version, loading.user);
    } catch {
      throw new CiError(missing);
    }
    const directory = `templates/${name}/template.yml`;
    const repository = this.storage.repository(target.project.id);
    const file = (await repository.file(target.sha, directory))
      ? directory
      : `templates/${name}.yml`;
    if (!(await repository.file(target.sha, file))) {
      throw new CiError(missing);
    }
    return read(target, file, missing);
  }

  async #place(
    path: string,
    ref: string | undefined,
    user: User,
  ): Promise<Place> {
    const project = this.state.projects.first('path', path.toLowerCase());
    if (!project || !this.access.can(user, 'read_code', project)) {
      throw new CiError(
        `Project \`${path}\` not found or access denied! Make sure any includes in the pipeline configuration are correctly defined.`,
      );
    }
    const sha = await this.storage
      .repository(project.id)
      .resolve(ref ?? project.defaultBranch ?? 'main');
    if (!sha) {
      throw new CiError(
        `Project \`${path}\` reference \`${ref ?? 'HEAD'}\` does not exist!`,
      );
    }
    return { project, sha };
  }
}

function matches(rules: unknown[], loading: Loading) {
  return rules.some(
    rule =>
      isMapping(rule) &&
      rule.when !== 'never' &&
      (rule.if === undefined ||
        evaluateCondition(String(rule.if), loading.variables)),
  );
}
