import SwaggerParser from '@apidevtools/swagger-parser';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  entityEnvelopeSchemaValidator,
  groupEntityV1alpha1Validator,
  locationEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
  userEntityV1alpha1Validator,
  type Entity,
} from '@backstage/catalog-model';
import { parse, parseAllDocuments } from 'yaml';
import { APIS } from '../data/apis';
import { MINIMAL_SERVICES, SERVICES } from '../data/services';
import { catalogFiles } from './catalogFiles';
import { catalogInfo } from './catalogInfo';
import { openApi } from './openApi';
import { serviceHistory } from './serviceHistory';

const validators = [
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  groupEntityV1alpha1Validator,
  locationEntityV1alpha1Validator,
  resourceEntityV1alpha1Validator,
  systemEntityV1alpha1Validator,
  userEntityV1alpha1Validator,
];
const envelope = entityEnvelopeSchemaValidator();

async function entitiesOf(text: string): Promise<Entity[]> {
  const entities = parseAllDocuments(text).map(
    document => document.toJS() as Entity,
  );
  for (const entity of entities) {
    // The catalog puts the file in place of such a reference before it looks.
    if (entity.kind === 'API') {
      expect(entity.spec?.definition).toEqual({ $text: './openapi.yaml' });
      entity.spec!.definition = 'openapi: 3.1.0';
    }
    envelope(entity);
    const known = await Promise.all(
      validators.map(validator => validator.check(entity)),
    );
    expect(known).toContain(true);
    expect(entity.metadata.annotations).toMatchObject({
      'runway.aerq.io/sample': 'true',
    });
  }
  return entities;
}

describe('catalog files', () => {
  it('hold entities that the catalog takes, and point at each other', async () => {
    const files = catalogFiles(SERVICES, new Date());
    const entities: Entity[] = [];
    for (const [name, text] of Object.entries(files)) {
      if (name.endsWith('.yaml')) {
        entities.push(...(await entitiesOf(text)));
      }
    }
    const count = (kind: string) =>
      entities.filter(entity => entity.kind === kind).length;
    expect([count('Group'), count('User'), count('System')]).toEqual([
      10, 24, 10,
    ]);
    const all = parse(files['all.yaml']);
    for (const target of all.spec.targets) {
      expect(Object.keys(files)).toContain(target.replace('./', ''));
    }
    // Invited people are added later, a file each.
    expect(parse(files['invited.yaml']).spec).toEqual({
      targets: ['./people/*.yaml'],
      presence: 'optional',
    });
    const [first] = parse(files['services.yaml']).spec.targets;
    expect(
      new URL(
        first,
        'http://x/gitlab/platform/catalog/-/blob/main/services.yaml',
      ).pathname,
    ).toBe('/gitlab/flight-ops/check-in-api/-/blob/main/catalog-info.yaml');
  });

  it('leave out what a small organisation does not need', async () => {
    const files = catalogFiles(MINIMAL_SERVICES, new Date());
    const systems = await entitiesOf(files['systems.yaml']);
    expect(systems.map(entity => entity.metadata.name)).toEqual([
      'passenger-experience',
      'departure-control',
    ]);
    const resources = await entitiesOf(files['resources.yaml']);
    expect(resources).toHaveLength(2);
  });

  it.each(SERVICES.map(service => [service.name, service] as const))(
    'describe %s',
    async (name, service) => {
      const [component, api] = await entitiesOf(catalogInfo(service));
      expect(component).toMatchObject({
        kind: 'Component',
        metadata: { name },
        spec: { owner: `group:${service.team}` },
      });
      expect(api?.kind).toBe(
        APIS.some(each => each.name === name) ? 'API' : undefined,
      );
    },
  );
});

describe('API descriptions', () => {
  it.each(APIS.map(api => [api.name, api] as const))(
    'of %s are OpenAPI documents',
    async (_, api) => {
      const document = await SwaggerParser.validate(
        parse(openApi(api, 'Does something')),
      );
      expect(Object.keys(document.paths ?? {})).toHaveLength(2);
    },
  );
});

describe('the history of a service', () => {
  const options = {
    base: new Date('2026-11-20T15:00:00Z'),
    registry: 'registry.runway.internal',
    pin: '1.0.0',
  };

  it.each(SERVICES.map(service => [service.name, service] as const))(
    'of %s has commits of its team, in order',
    (_, service) => {
      const commits = serviceHistory(service, options);
      expect(commits).toHaveLength(5);
      const times = commits.map(commit => commit.date.getTime());
      expect([...times].sort((a, b) => a - b)).toEqual(times);
      expect(new Set(times).size).toBe(5);
      expect(times[4]).toBeLessThan(options.base.getTime());
      expect(commits.map(({ author }) => author.team)).toEqual(
        Array(5).fill(service.team),
      );
      expect(commits.map(({ author }) => author.name)).not.toContain(
        'Tomas Silva',
      );
    },
  );

  it('is the same each time', () => {
    expect(serviceHistory(SERVICES[0], options)).toEqual(
      serviceHistory(SERVICES[0], options),
    );
  });
});
