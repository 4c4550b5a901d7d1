import { stringify } from 'yaml';
import { INVITED, PEOPLE, type Person } from '../data/people';
import type { Service } from '../data/services';
import { DOMAINS, RESOURCES, SYSTEMS } from '../data/systems';
import { MANAGEMENT, ORGANISATION, TEAMS } from '../data/teams';
import { SAMPLE_ANNOTATIONS } from './sampleAnnotations';

const DAY = 24 * 3600 * 1000;

type Entity = Record<string, unknown>;

/**
 * The files of `platform/catalog`: what belongs to no repository of its own, and where the services' own files are.
 * @param services - whose repositories exist
 * @param base - what the ages of invitations count from
 */
export function catalogFiles(
  services: Service[],
  base: Date,
): Record<string, string> {
  const isFull = services.length > RESOURCES.length;
  const used = new Set(services.map(service => service.system));
  const systems = SYSTEMS.filter(system => isFull || used.has(system.name));
  const domains = DOMAINS.filter(
    domain => isFull || systems.some(system => system.domain === domain.name),
  );
  const resources = RESOURCES.filter(
    resource => isFull || used.has(resource.system),
  );
  const files: Record<string, string> = {
    'organisation.yaml': documents([
      group(ORGANISATION, 'organization'),
      group(MANAGEMENT, 'business-unit', ORGANISATION.name),
      ...TEAMS.map(team =>
        group(team, 'team', ORGANISATION.name, {
          'runway.aerq.io/leads': team.leads
            .map(lead => `user:default/${lead}`)
            .join(','),
        }),
      ),
    ]),
    'people.yaml': documents(
      PEOPLE.map(person => ({
        ...entity(
          'User',
          person.username,
          { title: person.name, description: person.title },
          invitation(person, base),
        ),
        spec: {
          profile: { displayName: person.name, email: person.email },
          memberOf: [person.team],
        },
      })),
    ),
    'systems.yaml': documents([
      ...domains.map(({ owner, ...domain }) => ({
        ...entity('Domain', domain.name, domain),
        spec: { owner: `group:${owner}` },
      })),
      ...systems.map(({ owner, domain, ...system }) => ({
        ...entity('System', system.name, system),
        spec: { owner: `group:${owner}`, domain },
      })),
    ]),
    'resources.yaml': documents(
      resources.map(({ owner, system, type, ...resource }) => ({
        ...entity('Resource', resource.name, resource),
        spec: { type, owner: `group:${owner}`, system },
      })),
    ),
    // Relative, so that the addresses hold whatever the host is called.
    'services.yaml': location(
      'sample-services',
      'Catalog files in the repositories of the sample services',
      services.map(
        service =>
          `../../../../../${service.team}/${service.name}/-/blob/main/catalog-info.yaml`,
      ),
    ),
    // A location of its own that may name nothing: the catalog takes none of a location's files when one is missing.
    'invited.yaml': location(
      'aerq-invited',
      'People who were invited through the portal',
      ['./people/*.yaml'],
      'optional',
    ),
  };
  return {
    'README.md':
      '# Catalog\n\nPeople, teams, systems and resources of AERQ, and where to find the catalog files of its services. The portal reads `all.yaml`.\n',
    'all.yaml': location(
      'aerq',
      'Everything of the sample organisation',
      Object.keys(files).map(file => `./${file}`),
    ),
    'people/README.md':
      '# People\n\nWhoever is invited through the portal has a file here.\n',
    ...files,
  };
}

/** What the portal writes about somebody whom it has invited. */
function invitation(
  { username, team }: Person,
  base: Date,
): Record<string, string> {
  const invited = INVITED[username];
  const lead = TEAMS.find(({ name }) => name === team)?.leads[0];
  return invited
    ? {
        'runway.aerq.io/invited-at': new Date(
          base.getTime() - invited.daysAgo * DAY,
        ).toISOString(),
        'runway.aerq.io/invited-by': `user:default/${lead}`,
        'runway.aerq.io/buddy': `user:default/${invited.buddy}`,
      }
    : {};
}

function group(
  {
    name,
    title,
    description,
  }: Record<'name' | 'title' | 'description', string>,
  type: string,
  parent?: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    ...entity('Group', name, { title, description }, annotations),
    spec: {
      type,
      profile: { displayName: title },
      ...(parent ? { parent } : {}),
      children: [],
    },
  };
}

function entity(
  kind: string,
  name: string,
  metadata: { title?: string; description: string },
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      ...(metadata.title ? { title: metadata.title } : {}),
      description: metadata.description,
      annotations: { ...SAMPLE_ANNOTATIONS, ...annotations },
    },
  };
}

function location(
  name: string,
  description: string,
  targets: string[],
  presence: 'required' | 'optional' = 'required',
): string {
  return documents([
    {
      ...entity('Location', name, { description }),
      spec: { targets, presence },
    },
  ]);
}

/** Several entities in one file. */
function documents(entities: Entity[]): string {
  return entities
    .map(each => stringify(each, { aliasDuplicateObjects: false }))
    .join('---\n');
}
