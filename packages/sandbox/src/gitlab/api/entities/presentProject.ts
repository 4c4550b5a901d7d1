import { registryHost } from '../../GitLabUrls';
import type { GitLabServices } from '../../GitLabServices';
import type { Project, User } from '../../state/GitLabModel';
import { membershipKey } from '../../state/GitLabState';

export function presentProject(
  services: GitLabServices,
  project: Project,
  viewer?: User,
) {
  const { state, urls } = services;
  const api = `${urls.api}/projects/${project.id}`;
  const webUrl = urls.web(project.fullPath);
  const namespace = presentNamespace(services, project);
  return {
    ...presentSimpleProject(services, project),
    _links: {
      self: api,
      issues: `${api}/issues`,
      merge_requests: `${api}/merge_requests`,
      repo_branches: `${api}/repository/branches`,
      labels: `${api}/labels`,
      events: `${api}/events`,
      members: `${api}/members`,
    },
    namespace,
    container_registry_image_prefix: `${registryHost}/${project.fullPath.toLowerCase()}`,
    packages_enabled: true,
    empty_repo: project.defaultBranch === null,
    archived: project.archived,
    visibility: project.visibility,
    resolve_outdated_diff_discussions: false,
    repository_object_format: 'sha1',
    issues_enabled: true,
    merge_requests_enabled: true,
    wiki_enabled: false,
    jobs_enabled: true,
    snippets_enabled: false,
    container_registry_enabled: true,
    service_desk_enabled: false,
    can_create_merge_request_in:
      viewer !== undefined &&
      services.access.can(viewer, 'create_merge_request', project),
    issues_access_level: 'enabled',
    repository_access_level: 'enabled',
    merge_requests_access_level: 'enabled',
    builds_access_level: 'enabled',
    container_registry_access_level: 'enabled',
    creator_id: project.creatorId,
    import_status: 'none',
    open_issues_count: 0,
    updated_at: project.updatedAt,
    ci_config_path: project.ciConfigPath,
    ci_default_git_depth: 20,
    public_jobs: true,
    shared_with_groups: presentShares(services, project),
    only_allow_merge_if_pipeline_succeeds: project.pipelineMustSucceed,
    allow_merge_on_skipped_pipeline: true,
    only_allow_merge_if_all_discussions_are_resolved: false,
    remove_source_branch_after_merge: project.removeSourceBranchAfterMerge,
    request_access_enabled: true,
    printing_merge_request_link_enabled: true,
    merge_method: project.mergeMethod,
    squash_option: 'default_off',
    approvals_before_merge: project.approvalsBeforeMerge,
    auto_devops_enabled: false,
    autoclose_referenced_issues: true,
    marked_for_deletion_at: null,
    marked_for_deletion_on: null,
    service_desk_address: null,
    readme_url:
      project.defaultBranch === null
        ? null
        : `${webUrl}/-/blob/${project.defaultBranch}/README.md`,
    ...(viewer
      ? { permissions: permissionsOf(services, project, viewer) }
      : {}),
    ...(namespace.kind === 'user'
      ? { owner: ownerOf(state, project.namespaceId) }
      : {}),
  };
}

/** The fields that `simple=true` asks for. */
export function presentSimpleProject(
  services: GitLabServices,
  project: Project,
) {
  const { state, urls } = services;
  const namespace = presentNamespace(services, project);
  const group = state.groups.get(project.namespaceId);
  return {
    id: project.id,
    description: project.description,
    name: project.name,
    name_with_namespace: `${group?.name ?? namespace.name} / ${project.name}`,
    path: project.path,
    path_with_namespace: project.fullPath,
    created_at: project.createdAt,
    default_branch: project.defaultBranch ?? project.initialBranch,
    tag_list: project.topics,
    topics: project.topics,
    ssh_url_to_repo: urls.ssh(project),
    http_url_to_repo: urls.clone(project),
    web_url: urls.web(project.fullPath),
    readme_url:
      project.defaultBranch === null
        ? null
        : urls.blob(project, project.defaultBranch, 'README.md'),
    forks_count: 0,
    avatar_url: null,
    star_count: 0,
    last_activity_at: project.lastActivityAt,
    visibility: project.visibility,
    namespace,
  };
}

export function presentNamespace(
  { state, urls }: GitLabServices,
  project: { namespaceId: number },
) {
  const group = state.groups.get(project.namespaceId);
  if (group) {
    return {
      id: group.id,
      name: group.name,
      path: group.path,
      kind: 'group',
      full_path: group.fullPath,
      parent_id: group.parentId,
      avatar_url: null,
      web_url: urls.web(`groups/${group.fullPath}`),
    };
  }
  const user = state.users.first('namespace', project.namespaceId);
  return {
    id: project.namespaceId,
    name: user?.name ?? '',
    path: user?.username ?? '',
    kind: 'user',
    full_path: user?.username ?? '',
    parent_id: null,
    avatar_url: null,
    web_url: urls.web(user?.username ?? ''),
  };
}

function ownerOf(state: GitLabServices['state'], namespaceId: number) {
  const user = state.users.first('namespace', namespaceId);
  return user && { id: user.id, username: user.username, name: user.name };
}

function permissionsOf(
  { state, access }: GitLabServices,
  project: Project,
  viewer: User,
) {
  const own = state.memberships.get(
    membershipKey('project', project.id, viewer.id),
  );
  const group = state.groups.get(project.namespaceId);
  const groupLevel = group ? access.groupLevel(viewer, group) : 0;
  const level = (value: number | undefined) =>
    value ? { access_level: value, notification_level: 3 } : null;
  return {
    project_access: level(own?.accessLevel),
    group_access: level(groupLevel),
  };
}

function presentShares({ state }: GitLabServices, { sharedWith }: Project) {
  return (sharedWith ?? []).flatMap(({ groupId, accessLevel, expiresAt }) => {
    const group = state.groups.get(groupId);
    return group
      ? [
          {
            group_id: groupId,
            group_name: group.name,
            group_full_path: group.fullPath,
            group_access_level: accessLevel,
            expires_at: expiresAt,
          },
        ]
      : [];
  });
}
