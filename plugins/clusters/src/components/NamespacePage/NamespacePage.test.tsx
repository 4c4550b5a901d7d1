import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { ClustersApi } from '@runway/plugin-clusters-common';
import { screen, within } from '@testing-library/react';
import {
  cluster,
  detail,
  namespace,
  refused,
} from '../../__testUtils__/answers';
import { clustersApiRef } from '../../api/clustersApiRef';
import { NamespacePage } from './NamespacePage';

const show = (api: ClustersApi['namespace']) =>
  renderInTestApp(<NamespacePage cluster="dev" name="baggage" />, {
    apis: [[clustersApiRef, { namespace: api }]],
  });

const region = (name: string) => screen.findByRole('region', { name });

describe('NamespacePage', () => {
  it('says what is missing, why it matters and what to do', async () => {
    show(async () => detail());
    const missing = await region('What is missing');
    const article = within(missing).getByRole('article', {
      name: 'Default deny',
    });
    expect(article).toHaveTextContent('Any pod may be called from everywhere.');
    expect(article).toHaveTextContent('Why it matters.');
    expect(article).toHaveTextContent('What to do.');
    expect(
      within(missing).getByRole('link', { name: 'Namespaces for a team' }),
    ).toHaveAttribute('href', '/create/templates/default/team-namespace');
    expect(
      within(missing).queryByRole('link', { name: /^Application/ }),
    ).toBeNull();
    expect(await region('What is not known')).toHaveTextContent(
      'Access of its team',
    );
    expect(await region('What it has')).toHaveTextContent(
      'CPU and memory are limited.',
    );
  });

  it('leads to the application that declares a namespace of the chart', async () => {
    show(async () =>
      detail({
        namespace: namespace('cabin-dev', {
          state: 'missing',
          missing: ['defaultDeny'],
        }),
      }),
    );
    expect(
      await screen.findByRole('link', {
        name: 'Application tenant-cabin-dev',
      }),
    ).toHaveAttribute('href', '/delivery?q=tenant-cabin-dev');
  });

  it('puts into words what there is, and does not take a ban for a full quota', async () => {
    show(async () => detail());
    const quota = await region('Quota use');
    expect(within(quota).getAllByRole('meter')).toHaveLength(1);
    expect(quota).toHaveTextContent('pods92 of 100 · 92 %');
    expect(quota).toHaveTextContent('services.loadbalancersnot allowed');
    expect(quota).toHaveTextContent(
      'services.nodeportsnot allowed, but 2 in use',
    );
    expect(quota).toHaveTextContent('configmapsnot counted yet, limit 5');
    const network = await region('What may come in and go out');
    const [, web, closed] = within(network).getAllByRole('row');
    expect(web).toHaveTextContent(
      'webPods with app=webnamespace ingress-nginx at TCP 8080–',
    );
    expect(closed).toHaveTextContent('closedAll podsnothingnothing');
    expect(await region('Access')).toHaveTextContent('could not be read');
    expect(await region('Defaults and limits of containers')).toHaveTextContent(
      'No LimitRange.',
    );
  });

  it.each([
    [
      'has everything',
      { namespace: namespace('a'), checks: detail().checks.slice(2) },
      'Nothing is missing',
    ],
    [
      'is not fully known',
      { checks: detail().checks.slice(1) },
      'not everything could be read',
    ],
    [
      'is of the system',
      { namespace: namespace('kube-system', { kind: 'system' }), checks: [] },
      'not measured by what teams get',
    ],
    [
      'is being deleted',
      { namespace: namespace('a', { deleting: true }), checks: [] },
      'is being deleted',
    ],
  ] as const)('says so when it %s', async (_, more, words) => {
    show(async () => detail({ ...more, checks: [...more.checks] }));
    expect(await screen.findByText(new RegExp(words))).toBeVisible();
    expect(screen.queryByText('What is missing')).toBeNull();
  });

  it('says how old what is shown is', async () => {
    show(async () =>
      detail({
        cluster: cluster('dev', {
          state: 'partial',
          unread: [
            {
              part: 'namespaces',
              ageSeconds: 65,
              reason: 'unavailable',
              message: 'Cluster "dev" gives no usable answer.',
            },
          ],
        }),
      }),
    );
    expect(await screen.findByText(/is 1 min 5 s old/)).toBeVisible();
  });

  it.each([
    [404, 'Cluster "dev" has no namespace "baggage"', 'alert'],
    [503, 'Cluster "dev" has not answered yet.', 'alert'],
  ])('says why it can not be shown: %s', async (status, message, role) => {
    show(async () => {
      throw refused(status, message);
    });
    expect(await screen.findByRole(role)).toHaveTextContent(message);
    expect(screen.getByRole('link', { name: 'All namespaces' })).toBeVisible();
  });
});
