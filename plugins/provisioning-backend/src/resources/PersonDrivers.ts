import { ConflictError } from '@backstage/errors';
import type { StoredResource } from '../database/RunStore';
import { makeOnce } from '../operations/makeOnce';
import { runOfText } from '../operations/marks';
import { findAccess } from '../operations/PersonInvite';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

type Known = Pick<StoredResource, 'instance' | 'key' | 'details'>;

/** Takes an invited person out of the catalog, with a commit that removes their file. */
export class CatalogPersonDriver implements ResourceDriver {
  readonly kind = 'catalog-person';

  async remove(
    { key, instance }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const gitlab = upstreams.gitlab(instance);
    const { branch } = upstreams.people;
    const [project, path] = key.split(': ');
    const find = async () => {
      const file = await gitlab.file(project, path, branch, { signal });
      return file && runOfText(file.content.toString('utf8'));
    };
    const owner = await find();
    if (owner === undefined) {
      return { state: 'undone' };
    }
    if (owner !== run.id) {
      return {
        state: 'kept',
        reason: 'The file does not carry the mark of this run.',
      };
    }
    await makeOnce({
      signal,
      find: async () => ((await find()) ? undefined : true),
      make: async () => {
        await gitlab.commit(
          {
            project,
            branch,
            message: `Take back the invitation of ${run.name}\n\nRunway-Run: ${run.id}\nRequested-By: ${run.requestedBy}\n`,
            authorName: run.requesterName,
            authorEmail: run.requesterEmail,
            actions: [{ action: 'delete', path }],
          },
          { signal },
        );
        return true;
      },
    });
    return { state: 'undone' };
  }

  async inspect(
    { key, instance }: Known,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const gitlab = survey.upstreams.gitlab(instance);
    const { branch } = survey.upstreams.people;
    const [project, path] = key.split(': ');
    const file = await gitlab.file(project, path, branch, {
      signal: survey.signal,
    });
    if (!file) {
      return {
        state: 'missing',
        message: `${project} has no ${path} any more.`,
      };
    }
    return runOfText(file.content.toString('utf8')) === run.id
      ? {
          state: 'present',
          url: `${gitlab.webUrl}/${project}/-/blob/${branch}/${path}`,
        }
      : {
          state: 'foreign',
          message: `The mark of this run is not in the first line of ${path}.`,
        };
  }
}

/** Withdraws the invitation to a GitLab group, or takes the person out of it when they have joined. */
export class GitLabMemberDriver implements ResourceDriver {
  readonly kind = 'gitlab-member';

  async remove(
    { key }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const [team, email] = key.split(': ');
    const access = await findAccess(
      upstreams,
      run.name,
      { team, email },
      signal,
    );
    if (!access) {
      return { state: 'undone' };
    }
    if (!access.isOurs) {
      return {
        state: 'kept',
        reason: 'Somebody else has given this access, so it is left alone.',
      };
    }
    const gitlab = upstreams.gitlab();
    if (access.userId === undefined) {
      await gitlab.withdrawInvitation(team, email, { signal });
    } else {
      await gitlab.removeGroupMember(team, access.userId, { signal });
    }
    const left = await findAccess(upstreams, run.name, { team, email }, signal);
    if (left) {
      throw new ConflictError(`GitLab has not taken ${email} out of ${team}.`);
    }
    return { state: 'undone' };
  }

  async inspect(
    { key }: Known,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const [team, email] = key.split(': ');
    const access = await findAccess(
      survey.upstreams,
      run.name,
      { team, email },
      survey.signal,
    );
    if (!access) {
      return {
        state: 'missing',
        message: `GitLab has neither a member nor an invitation ${email} in ${team}.`,
      };
    }
    return access.isOurs
      ? { state: 'present' }
      : {
          state: 'foreign',
          message: `Somebody else than the portal has given ${email} access to ${team}.`,
        };
  }
}
