import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  AccessibleApplication,
  ApplicationAccess,
} from '../applications/ApplicationAccess';
import { applicationRefOf } from '../applications/argoCdNames';
import { ApplicationIndex } from '../feed/ApplicationIndex';

/** Nobody calls that many alike. */
const MAX_ALIKE = 50;

/**
 * Finds what somebody means by the name of an application alone, among those that they may see.
 *
 * @throws NotFoundError, or InputError when several instances have one of that name
 */
export async function findApplication(
  wanted: { name: string; instance?: string },
  options: {
    index: Pick<ApplicationIndex, 'all'>;
    access: ApplicationAccess;
    credentials: BackstageCredentials;
  },
): Promise<AccessibleApplication> {
  const alike = [];
  for (const record of options.index.all()) {
    if (
      record.summary.name === wanted.name &&
      (!wanted.instance || record.summary.instance === wanted.instance)
    ) {
      alike.push(applicationRefOf(record));
    }
  }
  const found = (
    await options.access.getAll(alike.slice(0, MAX_ALIKE), options)
  ).filter(each => each !== undefined);
  if (found.length > 1) {
    const instances = found.map(({ record }) => record.summary.instance);
    throw new InputError(
      `Several applications are called "${
        wanted.name
      }". Name the instance: ${instances.join(', ')}.`,
    );
  }
  if (!found.length) {
    throw new NotFoundError(
      `There is no application "${wanted.name}", or you may not see it. list-applications finds names.`,
    );
  }
  return found[0];
}
