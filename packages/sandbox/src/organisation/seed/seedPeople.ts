import type { SandboxContext } from '../../core/SandboxContext';
import type { GitLabSystem } from '../../gitlab/GitLab';
import { PEOPLE, type Person } from '../data/people';
import { TEAMS } from '../data/teams';

/** GitLab users of the portal and of the pipelines. */
export const PORTAL_USER = 'runway-portal';
export const CI_USER = 'runway-ci';

/** Users, teams as groups, who has which role in them, and the tokens of the portal and of the pipelines. */
export function seedPeople(ctx: SandboxContext, gitlab: GitLabSystem): void {
  const { admin } = gitlab;
  const { gitlabToken, gitopsToken } = ctx.credentials;
  admin.createUser({
    username: 'root',
    name: 'Administrator',
    email: 'root@aerq.example',
    admin: true,
  });
  admin.createUser({
    username: PORTAL_USER,
    name: 'Runway',
    email: 'runway@aerq.example',
    bot: true,
  });
  admin.createUser({
    username: CI_USER,
    name: 'Runway pipelines',
    email: 'runway-ci@aerq.example',
    bot: true,
  });
  admin.createToken({
    username: PORTAL_USER,
    name: 'portal',
    scopes: ['api', 'read_repository', 'write_repository'],
    value: gitlabToken,
  });
  admin.createToken({
    username: CI_USER,
    name: 'gitops',
    scopes: ['api', 'read_repository', 'write_repository'],
    value: gitopsToken,
  });
  for (const { username, name, email } of PEOPLE) {
    admin.createUser({ username, name, email });
    // People of the sample organisation have no password: for Git their user name is one, so that they can clone and push.
    admin.createToken({
      username,
      name: 'git',
      scopes: ['read_repository', 'write_repository'],
      value: username,
    });
  }
  for (const team of TEAMS) {
    const group = team.name;
    admin.createGroup({
      path: group,
      name: team.title,
      description: team.description,
      visibility: 'internal',
    });
    admin.addMember({ group, username: PORTAL_USER, level: 'owner' });
    for (const person of PEOPLE.filter(each => each.team === group)) {
      admin.addMember({
        group,
        username: person.username,
        level: levelOf(person),
      });
    }
    const variables = {
      GITOPS_TOKEN: gitopsToken,
      REGISTRY_USER: 'runway-ci',
      REGISTRY_PASSWORD: 'sample-registry-password',
    };
    for (const [key, value] of Object.entries(variables)) {
      admin.setVariable({ group, key, value, masked: true, protected: true });
    }
  }
}

/** Role in the team's group, by what the person does. */
function levelOf({ title }: Person) {
  if (/lead|platform/i.test(title)) {
    return 'maintainer';
  }
  return /manager/i.test(title) ? 'reporter' : 'developer';
}
