import { createExtensionTester } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import { FakeAuditApi, exampleEvent } from './__testUtils__/FakeAuditApi';
import { auditApiRef } from './api/auditApiRef';
import { auditPage } from './plugin';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';

describe('the audit page', () => {
  it('lies at /audit and shows the trail', async () => {
    const tester = createExtensionTester(auditPage);
    expect(tester.get(coreExtensionData.routePath)).toBe('/audit');
    const api = new FakeAuditApi();
    api.events = [exampleEvent({ event: 'run-undo' })];
    renderInTestApp(tester.reactElement(), {
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
      apis: [[auditApiRef, api], catalogApiMock()],
    });
    expect(
      await screen.findByRole('rowheader', { name: 'Undid a run' }),
    ).toBeInTheDocument();
  });
});
