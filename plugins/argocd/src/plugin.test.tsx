import { createExtensionTester } from '@backstage/frontend-test-utils';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { environmentsCard } from './plugin';

describe('the environments card', () => {
  it('belongs to components that Runway deploys, and to nothing else', () => {
    const isFor = createExtensionTester(environmentsCard).get(
      EntityCardBlueprint.dataRefs.filterFunction,
    )!;
    const entity = (kind: string, annotations?: Record<string, string>) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name: 'orders', annotations },
    });
    const annotations = { 'runway.aerq.io/service': 'orders' };
    expect(isFor(entity('Component', annotations))).toBe(true);
    expect(isFor(entity('Component'))).toBe(false);
    expect(isFor(entity('API', annotations))).toBe(false);
  });
});
