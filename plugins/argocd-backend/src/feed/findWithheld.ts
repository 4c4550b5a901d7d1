import { ArgoCdClient, isUpstreamError } from '@runway/integrations';
import { ApplicationRecord } from './ApplicationIndex';

/** Projects that are asked about at the same time. */
const AT_ONCE = 4;

/**
 * Which of the applications that a list doesn't have any more are there, but not for the portal's account: Argo CD leaves
 * out of its lists what one may not read, without a word. One application a project is asked for by its name, as rights are
 * given by project.
 *
 * @param missing - known, and not in the list
 * @throws what the client throws but 403: then nobody knows
 */
export async function findWithheld(
  client: Pick<ArgoCdClient, 'findApplication'>,
  missing: readonly ApplicationRecord[],
  signal: AbortSignal,
): Promise<ApplicationRecord[]> {
  const byProject = new Map<string, ApplicationRecord[]>();
  missing.forEach(record => {
    const { project } = record.summary;
    byProject.set(project, [...(byProject.get(project) ?? []), record]);
  });
  const isWithheld = async ([project, [{ summary }]]: [
    string,
    ApplicationRecord[],
  ]) => {
    try {
      await client.findApplication(
        summary.name,
        { appNamespace: summary.namespace, project },
        { signal },
      );
      return false;
    } catch (error) {
      if (isUpstreamError(error) && error.upstreamStatus === 403) {
        return true;
      }
      throw error;
    }
  };
  const withheld: ApplicationRecord[] = [];
  const projects = [...byProject];
  while (projects.length) {
    const some = projects.splice(0, AT_ONCE);
    const answers = await Promise.all(some.map(isWithheld));
    some.forEach(([, records], at) => {
      if (answers[at]) {
        withheld.push(...records);
      }
    });
  }
  return withheld;
}
