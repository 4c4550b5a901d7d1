// An organisation of any size as catalog files: what both sides of the comparison read.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PER_FILE = 100;
const TEAMS = 50;
const SYSTEMS = 100;
const TYPES = ['service', 'website', 'library'];
const LIFECYCLES = ['production', 'experimental', 'deprecated'];
const TAGS = ['go', 'java', 'typescript', 'python', 'batch', 'public'];

/**
 * Teams, systems and components that own, belong to and depend on each other, the same for the same count.
 * @returns {string} glob of the files, for a `file` location
 */
export function writeCatalogFiles(folder, components) {
  mkdirSync(folder, { recursive: true });
  const teams = many(TEAMS, n => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: `crew-${n}`, title: `Crew ${n}` },
    spec: { type: 'team', children: [] },
  }));
  const systems = many(SYSTEMS, n => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'System',
    metadata: { name: `area-${n}`, title: `Area ${n}` },
    spec: { owner: `group:default/crew-${n % TEAMS}` },
  }));
  write(folder, 'organisation', [...teams, ...systems]);
  for (let first = 0; first < components; first += PER_FILE) {
    write(
      folder,
      `components-${String(first / PER_FILE).padStart(4, '0')}`,
      many(Math.min(PER_FILE, components - first), n => component(first + n)),
    );
  }
  return join(folder, '*.yaml');
}

function component(n) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: nameOf(n),
      title: `Part ${n}`,
      description: `Does the part ${n} of what area ${n % SYSTEMS} is for.`,
      annotations: {
        'gitlab.com/project-slug': `crew-${n % TEAMS}/${nameOf(n)}`,
        'runway.aerq.io/service': nameOf(n),
        'backstage.io/techdocs-ref': 'dir:.',
      },
      tags: [TAGS[n % TAGS.length], TAGS[(n * 7 + 1) % TAGS.length]].filter(
        (tag, at, all) => all.indexOf(tag) === at,
      ),
      links: [{ url: `https://example.com/${n}`, title: 'Dashboard' }],
    },
    spec: {
      type: TYPES[n % TYPES.length],
      lifecycle: LIFECYCLES[n % LIFECYCLES.length],
      owner: `group:default/crew-${n % TEAMS}`,
      system: `area-${n % SYSTEMS}`,
      ...(n > 0 && {
        dependsOn: [`component:default/${nameOf(Math.floor(n / 2))}`],
      }),
    },
  };
}

const nameOf = n => `part-${String(n).padStart(6, '0')}`;
const many = (count, make) => Array.from({ length: count }, (_, n) => make(n));

/** JSON is YAML. */
function write(folder, name, entities) {
  writeFileSync(
    join(folder, `${name}.yaml`),
    entities.map(entity => JSON.stringify(entity)).join('\n---\n'),
  );
}
