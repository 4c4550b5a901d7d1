import type { Commit } from '../git/GitHistory';
import type { GitLabUrls } from '../GitLabUrls';
import type { Project, User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';

const visibilityLevels = { private: 0, internal: 10, public: 20 };

/** A person as webhooks name them. */
export function userPart(user: User) {
  return {
    id: user.id,
    name: user.name,
    username: user.username,
    avatar_url: null,
    email: user.email,
  };
}

/** A project as webhooks describe it. */
export function projectPart(
  state: GitLabState,
  urls: GitLabUrls,
  project: Project,
) {
  const group = state.groups.get(project.namespaceId);
  const webUrl = urls.web(project.fullPath);
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    web_url: webUrl,
    avatar_url: null,
    git_ssh_url: urls.ssh(project),
    git_http_url: urls.clone(project),
    namespace: group?.name ?? project.fullPath.split('/')[0],
    visibility_level: visibilityLevels[project.visibility],
    path_with_namespace: project.fullPath,
    default_branch: project.defaultBranch,
    ci_config_path: project.ciConfigPath,
    homepage: webUrl,
    url: urls.ssh(project),
    ssh_url: urls.ssh(project),
    http_url: urls.clone(project),
  };
}

export function repositoryPart(urls: GitLabUrls, project: Project) {
  return {
    name: project.name,
    url: urls.ssh(project),
    description: project.description,
    homepage: urls.web(project.fullPath),
  };
}

export function commitPart(urls: GitLabUrls, project: Project, commit: Commit) {
  return {
    id: commit.id,
    message: commit.message,
    title: commit.title,
    timestamp: commit.committedDate.replace('.000', ''),
    url: urls.commit(project, commit.id),
    author: { name: commit.authorName, email: commit.authorEmail },
  };
}

/** `2023-07-02 15:59:31 UTC` */
export function hookTime(time: string | null) {
  return time === null ? null : `${time.slice(0, 19).replace('T', ' ')} UTC`;
}
