import {
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import type { ClusterObjects } from '@backstage/plugin-kubernetes-common';
import {
  kubernetesApiRef,
  kubernetesAuthProvidersApiRef,
} from '@backstage/plugin-kubernetes-react';
import { screen } from '@testing-library/react';
import { serverSideAuth } from '../../api/serverSideAuth';
import { KubernetesTab } from './KubernetesTab';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', namespace: 'default' },
};

const pod = (phase: string) => ({
  metadata: { name: 'orders-1', namespace: 'cabin-dev' },
  spec: { containers: [{ name: 'main' }] },
  status: {
    phase,
    containerStatuses: [
      {
        name: 'main',
        ready: phase === 'Running',
        restartCount: 0,
        image: 'orders:1',
        imageID: '',
        state:
          phase === 'Running'
            ? { running: {} }
            : {
                waiting: {
                  reason: 'ImagePullBackOff',
                  message: 'trying and failing to pull image',
                },
              },
      },
    ],
  },
});

const environment = (
  name: string,
  pods: object[],
  message?: string,
): ClusterObjects => ({
  cluster: { name, title: name },
  resources: [{ type: 'pods', resources: pods as never }],
  podMetrics: [],
  errors: message ? [{ errorType: 'FETCH_ERROR', message }] : [],
});

function open(getObjectsByEntity: () => Promise<{ items: ClusterObjects[] }>) {
  renderInTestApp(
    <TestApiProvider
      apis={[
        [
          kubernetesApiRef,
          { getObjectsByEntity, getClusters: async () => [] } as never,
        ],
        [kubernetesAuthProvidersApiRef, serverSideAuth],
      ]}
    >
      <EntityProvider entity={entity}>
        <KubernetesTab />
      </EntityProvider>
    </TestApiProvider>,
  );
}

describe('KubernetesTab', () => {
  it('shows what runs in each environment', async () => {
    open(async () => ({
      items: [
        environment('dev', [pod('Running')]),
        environment('production', [pod('Running'), pod('Running')]),
      ],
    }));
    expect(
      await screen.findByRole('button', { name: /^dev Cluster/ }),
    ).toHaveTextContent(/1 pod.*No pods with errors/);
    expect(
      screen.getByRole('button', { name: /^production Cluster/ }),
    ).toHaveTextContent(/2 pods/);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('names what fails', async () => {
    open(async () => ({ items: [environment('dev', [pod('Pending')])] }));
    expect(
      await screen.findByText(/trying and failing to pull image/),
    ).toBeVisible();
    expect(
      screen.getByRole('button', { name: /^dev Cluster/ }),
    ).toHaveTextContent(/1 pod with errors/);
  });

  it('shows the rest when a cluster is down', async () => {
    const message = 'Cluster "production" did not answer in time.';
    open(async () => ({
      items: [
        environment('dev', [pod('Running')]),
        environment('production', [], message),
      ],
    }));
    expect(await screen.findByRole('button', { name: /dev/ })).toBeVisible();
    expect(screen.getByRole('status')).toHaveTextContent(message);
    expect(
      screen.queryByRole('button', { name: /production/ }),
    ).not.toBeInTheDocument();
  });

  it('says that nothing runs', async () => {
    open(async () => ({ items: [] }));
    expect(
      await screen.findByText('Nothing runs in any environment'),
    ).toBeVisible();
  });

  it('says that it could not ask', async () => {
    open(async () => {
      throw new Error('Request failed with 503');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'What runs could not be read',
    );
  });
});
