import {
  RiAlertLine,
  RiArchiveLine,
  RiBook2Line,
  RiBox3Line,
  RiCheckboxCircleLine,
  RiCloudLine,
  RiDeleteBinLine,
  RiFileList3Line,
  RiGitPullRequestLine,
  RiGitRepositoryLine,
  RiKey2Line,
  RiLinksLine,
  RiLoader4Line,
  RiPushpinLine,
  RiShieldKeyholeLine,
  RiShieldUserLine,
  RiStackLine,
  RiTeamLine,
  RiTimeLine,
  RiUserAddLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type {
  ResourceKind,
  ResourceState,
  UpstreamSystem,
} from '@runway/plugin-provisioning-common';
import type { StatusPresentation } from './runStatusPresentation';

export const SYSTEM_NAMES: Record<UpstreamSystem, string> = {
  gitlab: 'GitLab',
  vault: 'Vault',
  argocd: 'Argo CD',
  kubernetes: 'Kubernetes',
  catalog: 'Catalog',
  azure: 'Azure',
};

/** What a kind of resource is called, and what undo does to one that the run made. */
export const RESOURCE_KINDS: Record<
  ResourceKind,
  { name: string; icon: RemixiconComponentType; undo: string }
> = {
  'gitlab-project': {
    name: 'Repository',
    icon: RiGitRepositoryLine,
    undo: 'Deleted. Archived instead if anyone else has committed to it.',
  },
  'vault-secret': {
    name: 'Secret path',
    icon: RiKey2Line,
    undo: 'Deleted with every version of its values.',
  },
  'vault-policy': {
    name: 'Vault policy',
    icon: RiShieldKeyholeLine,
    undo: 'Deleted.',
  },
  'vault-role': {
    name: 'Vault role',
    icon: RiShieldUserLine,
    undo: 'Deleted.',
  },
  'gitops-files': {
    name: 'GitOps files',
    icon: RiFileList3Line,
    undo: 'Removed by a commit; the history stays. Kept while other services use them.',
  },
  'argocd-application': {
    name: 'Argo CD application',
    icon: RiStackLine,
    undo: 'Removed by Argo CD, with everything it runs in the cluster.',
  },
  namespace: {
    name: 'Namespace',
    icon: RiBox3Line,
    undo: 'Removed. Kept while other services of the team use it.',
  },
  'catalog-location': {
    name: 'Catalog entry',
    icon: RiBook2Line,
    undo: 'Unregistered.',
  },
  'catalog-person': {
    name: 'Person',
    icon: RiUserAddLine,
    undo: 'Removed from the catalog by a commit; nobody can sign in with it any more.',
  },
  'gitlab-member': {
    name: 'GitLab access',
    icon: RiTeamLine,
    undo: 'The invitation is withdrawn, or the person leaves the group. Refused once they have begun to work.',
  },
  'infrastructure-request': {
    name: 'Order',
    icon: RiGitPullRequestLine,
    undo: 'Its merge request is closed and the branch removed. Kept once it is applied.',
  },
  'azure-resource': {
    name: 'Azure resource',
    icon: RiCloudLine,
    undo: 'Kept: only an applied merge request removes it.',
  },
};

export const RESOURCE_STATE_PRESENTATION: Record<
  ResourceState,
  StatusPresentation
> = {
  intended: { word: 'Planned', icon: RiTimeLine, tone: 'neutral' },
  present: { word: 'Made', icon: RiCheckboxCircleLine, tone: 'success' },
  shared: { word: 'Shared', icon: RiLinksLine, tone: 'neutral' },
  undoing: { word: 'Undoing', icon: RiLoader4Line, tone: 'info', moving: true },
  undone: { word: 'Gone', icon: RiDeleteBinLine, tone: 'neutral' },
  archived: { word: 'Archived', icon: RiArchiveLine, tone: 'neutral' },
  kept: { word: 'Kept', icon: RiPushpinLine, tone: 'neutral' },
  orphaned: { word: 'Left behind', icon: RiAlertLine, tone: 'warning' },
};

/** What undo will do to a resource, before it happens. */
export function describeUndo(resource: {
  kind: ResourceKind;
  state: ResourceState;
}): string {
  switch (resource.state) {
    case 'shared':
      return 'Kept. It was there before this run.';
    case 'undone':
      return 'Already gone.';
    case 'archived':
      return 'Already archived.';
    case 'kept':
      return 'Kept.';
    case 'intended':
      return 'Looked for, and removed if it is there.';
    default:
      return RESOURCE_KINDS[resource.kind].undo;
  }
}
