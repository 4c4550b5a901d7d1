import { DocumentStore } from '../../state/DocumentStore';
import type { ObjectMetadata } from '../model/Application';
import { ObjectStore } from './ObjectStore';

interface Thing {
  metadata: ObjectMetadata;
  spec: object;
}

describe('ObjectStore', () => {
  it('tells every listener of changes in their order, also when a listener makes one', () => {
    const store = new ObjectStore<Thing>(
      new DocumentStore(':memory:'),
      'things',
      ({ spec }) => ({ spec }),
    );
    const heard: string[] = [];
    store.subscribe(({ type, object }) => {
      if (type === 'MODIFIED' && object.metadata.deletionTimestamp) {
        store.update(object.metadata.name, draft => {
          draft.metadata.finalizers = [];
        });
      }
    });
    store.subscribe(({ type }) => heard.push(type));
    store.create({
      metadata: { name: 'ground', finalizers: ['keep'] },
      spec: {},
    });
    store.delete('ground');
    expect(heard).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(store.get('ground')).toBeUndefined();
  });
});
