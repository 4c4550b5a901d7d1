import { createHash } from 'node:crypto';
import { PEOPLE, personOf, type Person } from '../data/people';
import type { Service } from '../data/services';
import { APIS } from '../data/apis';
import { catalogInfo } from './catalogInfo';
import { openApi } from './openApi';
import { pipelineFile } from './pipelineFile';
import { docs, readme } from './serviceDocs';
import { sourceFiles } from './sourceFiles';

/** A commit to be made. */
export interface PlannedCommit {
  author: Person;
  date: Date;
  message: string;
  /** Files that it writes, by path. */
  files: Record<string, string>;
}

const DAY = 24 * 3600 * 1000;
const HOUR = 3600 * 1000;

/**
 * How a sample service came to be: five commits of its team, the first some weeks before `base`, the last within three days.
 * The same service always gets the same people, messages and ages.
 */
export function serviceHistory(
  service: Service,
  options: { base: Date; registry: string; pin: string },
): PlannedCommit[] {
  const seed = createHash('sha256').update(service.name).digest();
  const authors = authorsOf(service);
  const firstAge = 40 + (seed[0] % 25);
  const ages = [1, 0.95, 0.6, 0.35].map(part => Math.floor(firstAge * part));
  const dates = ages.map(
    (age, index) =>
      new Date(at(options.base, age, seed[1]).getTime() + index * HOUR),
  );
  dates.push(new Date(options.base.getTime() - (6 + (seed[2] % 60)) * HOUR));

  const api = APIS.find(each => each.name === service.name);
  const changes: Array<Pick<PlannedCommit, 'message' | 'files'>> = [
    {
      message: `Start ${service.name}`,
      files: {
        'README.md': readme(service),
        ...sourceFiles(service, 1),
        ...pipelineFile(service, options),
      },
    },
    {
      message: 'Describe the service for the catalog',
      files: {
        'catalog-info.yaml': catalogInfo(service),
        ...docs(service, 1),
        ...(api ? { 'openapi.yaml': openApi(api, service.description) } : {}),
      },
    },
    {
      message: 'Run the checks before every push',
      files: { '.editorconfig': 'root = true\n\n[*]\nend_of_line = lf\n' },
    },
    {
      message: 'Say how to operate it',
      files: docs(service, 2),
    },
    {
      message:
        'Answer errors as problem details\n\nCallers could not tell a wrong path from a missing thing.',
      files: sourceFiles(service, 2),
    },
  ];
  return changes.map((change, index) => ({
    ...change,
    author: authors[(seed[3] + index) % authors.length],
    date: dates[index],
  }));
}

/** Who writes the code of a service: its team, but not those who only came this week or don't program. */
function authorsOf(service: Service): Person[] {
  const authors = PEOPLE.filter(
    person =>
      person.team === service.team &&
      person.username !== 'tomas.silva' &&
      !/manager/i.test(person.title),
  );
  return authors.length > 0 ? authors : [personOf('priya.nair')];
}

/** Some time of a working day, `age` days before `base`. */
function at(base: Date, age: number, salt: number): Date {
  const midnight = Math.floor(base.getTime() / DAY) * DAY;
  const moment = new Date(
    midnight - age * DAY + (8 + (salt % 9)) * HOUR + (salt % 60) * 60_000,
  );
  const weekend =
    moment.getUTCDay() === 0 ? 2 : Number(moment.getUTCDay() === 6);
  return new Date(moment.getTime() - weekend * DAY);
}
