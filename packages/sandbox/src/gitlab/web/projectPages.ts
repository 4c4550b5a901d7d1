import { emptyTree, readDiff } from '../git/GitDiff';
import { readCommits, readHistory, type Commit } from '../git/GitHistory';
import type { TreeEntry } from '../git/GitRepository';
import type { GitLabServices } from '../GitLabServices';
import type { Project } from '../state/GitLabModel';
import { html, type Html } from './html';
import type { Page, PageContext } from './WebPages';
import { pipelineTable } from './workPages';

const shownCommits = 10;
const maxShownBytes = 500_000;

/** Heading and links that every page of a project has. */
export function projectHeading(
  { urls }: GitLabServices,
  project: Project,
): Html {
  const web = urls.web(project.fullPath);
  const branch = project.defaultBranch ?? project.initialBranch;
  return html`<h1>
      <a href="${web}">${project.fullPath.replaceAll('/', ' / ')}</a>
    </h1>
    <nav>
      <a href="${web}/-/tree/${branch}">Files</a>
      <a href="${web}/-/commits/${branch}">Commits</a>
      <a href="${web}/-/merge_requests">Merge requests</a>
      <a href="${web}/-/pipelines">Pipelines</a>
    </nav>`;
}

export async function projectPage(context: PageContext): Promise<Page> {
  const { services, project } = context;
  const { urls, state, storage } = services;
  const repository = storage.repository(project.id);
  const branch = project.defaultBranch;
  const [entries = [], commits] = branch
    ? await Promise.all([
        repository.tree(branch, '', { recursive: false }),
        readHistory(repository, { revision: branch, limit: shownCommits }),
      ])
    : [[], []];
  const pipelines = state.pipelines
    .where('project', project.id)
    .slice(-5)
    .reverse();
  return {
    title: project.fullPath,
    body: html`${projectHeading(services, project)}
      <p>${project.description}</p>
      ${project.archived &&
      html`<p><strong>This project is archived and read-only.</strong></p>`}
      <p class="quiet">
        ${project.visibility}
        project${project.topics.length > 0 && ` · ${project.topics.join(', ')}`}
      </p>
      <h2>Clone</h2>
      <pre>git clone ${urls.clone(project)}</pre>
      ${project.visibility !== 'public' &&
      html`<p class="quiet">
        Git asks for a user name and a password: any name, and an access token
        of this GitLab as the password.
      </p>`}
      <h2>Files</h2>
      ${branch
        ? treeTable(services, project, branch, entries)
        : html`<p>The repository is empty.</p>`}
      <h2>Latest commits</h2>
      ${commitTable(services, project, commits)}
      <h2>Pipelines</h2>
      ${pipelineTable(services, project, pipelines)}`,
  };
}

export async function treePage(
  context: PageContext,
): Promise<Page | undefined> {
  const { services, project, rest } = context;
  const place = await split(context);
  if (!place) {
    return undefined;
  }
  const entries = await services.storage
    .repository(project.id)
    .tree(place.commit, place.path, { recursive: false });
  return (
    entries && {
      title: `${rest} · ${project.fullPath}`,
      body: html`${projectHeading(services, project)}
        <p><code>${place.ref}</code> / ${place.path}</p>
        ${treeTable(services, project, place.ref, entries)}`,
    }
  );
}

export async function blobPage(
  context: PageContext,
): Promise<Page | undefined> {
  const { services, project } = context;
  const place = await split(context);
  const file =
    place &&
    (await services.storage
      .repository(project.id)
      .file(place.commit, place.path));
  if (!place || !file) {
    return undefined;
  }
  const raw = services.urls.web(
    `${project.fullPath}/-/raw/${place.ref}/${encodePath(place.path)}`,
  );
  const isText =
    !file.content.includes(0) && file.content.length < maxShownBytes;
  return {
    title: `${place.path} · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
      <p>
        <code>${place.ref}</code> / ${place.path} ·
        <a href="${raw}">raw</a>
      </p>
      ${isText
        ? html`<pre>${file.content.toString()}</pre>`
        : html`<p>${file.content.length} bytes, not shown.</p>`}`,
  };
}

export async function commitsPage(
  context: PageContext,
): Promise<Page | undefined> {
  const { services, project } = context;
  const place = await split(context);
  if (!place) {
    return undefined;
  }
  const commits = await readHistory(services.storage.repository(project.id), {
    revision: place.commit,
    path: place.path || undefined,
    limit: 50,
  });
  return {
    title: `Commits · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
    ${commitTable(services, project, commits)}`,
  };
}

export async function commitPage(
  context: PageContext,
): Promise<Page | undefined> {
  const { services, project, rest } = context;
  const repository = services.storage.repository(project.id);
  const id = await repository.resolve(rest);
  if (!id) {
    return undefined;
  }
  const [commit] = await readCommits(repository, [id]);
  const diffs = await readDiff(repository, commit.parents[0] ?? emptyTree, id);
  return {
    title: `${commit.title} · ${project.fullPath}`,
    body: html`${projectHeading(services, project)}
      <h2>${commit.title}</h2>
      <p class="quiet">
        ${commit.authorName} · ${commit.authoredDate} · <code>${id}</code>
      </p>
      <pre>${commit.message}</pre>
      ${diffs.map(diffBlock)}`,
  };
}

export function diffBlock(diff: { newPath: string; diff: string }): Html {
  return html`<h2>${diff.newPath}</h2>
    <pre>${diff.diff || 'No text changes.'}</pre>`;
}

function commitTable(
  { urls }: GitLabServices,
  project: Project,
  commits: Commit[],
): Html {
  return commits.length === 0
    ? html`<p>No commits yet.</p>`
    : html`<table>
        <tr>
          <th>Commit</th>
          <th>Message</th>
          <th>Author</th>
          <th>When (UTC)</th>
        </tr>
        ${commits.map(
          commit => html`<tr>
            <td>
              <a href="${urls.commit(project, commit.id)}"
                ><code>${commit.id.slice(0, 8)}</code></a
              >
            </td>
            <td>${commit.title}</td>
            <td>${commit.authorName}</td>
            <td>${commit.authoredDate.slice(0, 16).replace('T', ' ')}</td>
          </tr>`,
        )}
      </table>`;
}

function treeTable(
  { urls }: GitLabServices,
  project: Project,
  ref: string,
  entries: TreeEntry[],
): Html {
  const ordered = [
    ...entries.filter(entry => entry.type === 'tree'),
    ...entries.filter(entry => entry.type !== 'tree'),
  ];
  return html`<table>
    ${ordered.map(entry => {
      const kind = entry.type === 'tree' ? 'tree' : 'blob';
      const name = entry.path.split('/').pop();
      return html`<tr>
        <td>
          <a
            href="${urls.web(
              `${project.fullPath}/-/${kind}/${ref}/${encodePath(entry.path)}`,
            )}"
            >${name}${kind === 'tree' && '/'}</a
          >
        </td>
      </tr>`;
    })}
  </table>`;
}

function encodePath(path: string) {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Takes the shortest leading part that is a ref: branch names may have slashes. */
async function split({ services, project, rest }: PageContext) {
  const repository = services.storage.repository(project.id);
  const parts = rest.split('/');
  for (let count = 1; count <= parts.length; count += 1) {
    const ref = parts.slice(0, count).join('/');
    const commit = await repository.resolve(ref);
    if (commit) {
      return { ref, commit, path: parts.slice(count).join('/') };
    }
  }
  return undefined;
}
