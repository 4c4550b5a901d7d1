import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { DocsRenderer } from './DocsRenderer';

const documented = (
  name: string,
  location = 'url:https://gitlab/x',
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    annotations: {
      'backstage.io/techdocs-ref': 'dir:.',
      'backstage.io/managed-by-location': location,
    },
  },
});

/** A renderer of these entities, and the names that it asked TechDocs for. */
function setUp(options: {
  entities: Entity[];
  seconds?: number;
  sync?: (name: string, signal: AbortSignal) => Promise<boolean>;
}) {
  const { entities, seconds = 60, sync = async () => true } = options;
  const asked: string[] = [];
  const renderer = new DocsRenderer({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    logger: mockServices.logger.mock(),
    techdocs: {
      sync: async ({ name }, signal) => {
        asked.push(name);
        return sync(name, signal);
      },
    },
    seconds,
    concurrency: 1,
  });
  return {
    asked,
    pass: async () => {
      asked.length = 0;
      await renderer.pass();
      return [...asked];
    },
  };
}

describe('DocsRenderer', () => {
  it('asks for every documented entity, and for nothing else', async () => {
    const { pass } = setUp({
      entities: [
        documented('a'),
        documented('b'),
        { ...documented('c'), metadata: { name: 'c' } },
      ],
    });
    expect((await pass()).sort()).toEqual(['a', 'b']);
    // TechDocs says itself what has not changed.
    expect((await pass()).sort()).toEqual(['a', 'b']);
  });

  it('passes over what is broken', async () => {
    const { pass } = setUp({
      entities: ['a', 'broken', 'c'].map(name => documented(name)),
      sync: async name => {
        if (name === 'broken') {
          throw new Error('no docs folder');
        }
        return true;
      },
    });
    expect((await pass()).sort()).toEqual(['a', 'broken', 'c']);
  });

  it('stops when nothing answers, and goes on with the others next time', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const { pass } = setUp({
      entities: names.map(name => documented(name)),
      sync: async () => {
        throw new Error('GitLab does not answer');
      },
    });
    const [first, second, third] = [await pass(), await pass(), await pass()];
    expect([first, second, third].map(each => each.length)).toEqual([5, 5, 5]);
    expect(new Set([...first, ...second, ...third]).size).toBe(12);
  });

  it('takes no longer than it may, and starts with whoever waits longest', async () => {
    let left = 2;
    const { pass } = setUp({
      entities: ['a', 'b', 'c', 'd', 'e'].map(name => documented(name)),
      seconds: 0.5,
      sync: async (_, signal) => {
        left -= 1;
        if (left === 0) {
          await new Promise<void>(resolve => {
            signal.addEventListener('abort', () => resolve());
          });
          left = 2;
        }
        return true;
      },
    });
    const seen = [...(await pass()), ...(await pass())];
    expect(new Set(seen).size).toBe(4);
    const [fifth, again] = await pass();
    expect(seen).not.toContain(fifth);
    expect(again).toBe(seen[0]);
  });

  it('renders what lies on its own disk once', async () => {
    const { pass } = setUp({
      entities: [documented('a', 'file:/srv/portal/catalog-info.yaml')],
    });
    expect(await pass()).toEqual(['a']);
    expect(await pass()).toEqual([]);
  });
});
