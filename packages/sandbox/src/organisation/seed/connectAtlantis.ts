import { ATLANTIS_USER, type AtlantisSystem } from '../../atlantis/Atlantis';
import type { GitLabSystem } from '../../gitlab/GitLab';
import { INFRASTRUCTURE } from './SourceProjects';

/** The user of Atlantis, its rights in the infrastructure repository, and the webhook by which it hears of merge requests. May be repeated. */
export function connectAtlantis(
  { admin }: GitLabSystem,
  { connection }: AtlantisSystem,
): void {
  if (!admin.findProject(INFRASTRUCTURE)) {
    return;
  }
  if (!admin.findUser(ATLANTIS_USER)) {
    admin.createUser({
      username: ATLANTIS_USER,
      name: 'Atlantis',
      email: 'atlantis@aerq.example',
      bot: true,
    });
    admin.createToken({
      username: ATLANTIS_USER,
      name: 'atlantis',
      scopes: ['api', 'read_repository', 'write_repository'],
      value: connection.token,
    });
    admin.addMember({
      project: INFRASTRUCTURE,
      username: ATLANTIS_USER,
      level: 'maintainer',
    });
    admin.protectBranch({
      project: INFRASTRUCTURE,
      branch: 'main',
      push: 'none',
      merge: 'maintainer',
    });
  }
  admin.setHook({
    project: INFRASTRUCTURE,
    name: 'Atlantis',
    url: connection.events,
    token: connection.secret,
    events: ['merge_requests_events', 'note_events'],
  });
}
