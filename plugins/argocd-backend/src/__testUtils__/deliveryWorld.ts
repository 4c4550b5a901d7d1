import { mockServices } from '@backstage/backend-test-utils';
import { createUpstreams, Upstreams } from '@runway/integrations';
import { Sandbox } from '@runway/sandbox';
import { join } from 'node:path';
import { runwayConfig } from './runwayConfig';

const root = join(__dirname, '../../../..');

export const noor = {
  name: 'Noor Haddad',
  email: 'noor.haddad@aerq.example',
};

const application = `# The service in one environment.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: fares-dev
  namespace: argocd
  labels:
    runway.aerq.io/service: fares
    runway.aerq.io/environment: dev
spec:
  project: booking
  destination:
    name: dev
    namespace: booking-dev
  sources:
    - path: api-service
      helm:
        valueFiles:
          - $values/services/booking/fares/values.yaml
          - $values/services/booking/fares/dev.yaml
    - ref: values
  syncPolicy:
    automated:
      prune: true
`;

const values = (environment: string, tag: string) =>
  `runway:\n  environment: ${environment}\nimage:\n  # Promotion sets it.\n  tag: '${tag}'\nautoscaling:\n  minReplicas: ${
    environment === 'dev' ? 1 : 2
  }\n`;

/** What a portal needs besides: the repositories of the platform, and accounts for its tokens. */
export const withRepositories = {
  seed: 'minimal' as const,
  sources: {
    charts: join(root, 'helm'),
    pipelines: join(root, 'templates/pipelines'),
    templates: join(root, 'templates'),
  },
};

/** A service `fares` of team `booking` with four commits, the third of them deployed to dev, the first to production. */
export async function createService({ gitlab }: Sandbox) {
  await gitlab.admin.createProject({ path: 'booking/fares' });
  const commits = await gitlab.admin.commit({
    project: 'booking/fares',
    commits: ['Start', 'Add taxes', 'Round up', 'Charge in euros'].map(
      message => ({ message, author: noor, files: { 'app.txt': message } }),
    ),
  });
  const versions = commits.map(id => id.slice(0, 8));
  await gitlab.admin.commit({
    project: 'platform/gitops',
    commits: [
      {
        message: 'Add fares',
        author: noor,
        files: {
          'environments/dev/applications/fares.yaml': application,
          'services/booking/fares/values.yaml': 'port: 8080\n',
          'services/booking/fares/dev.yaml': values('dev', versions[2]),
          'services/booking/fares/staging.yaml': values('staging', ''),
          'services/booking/fares/production.yaml': values(
            'production',
            versions[0],
          ),
        },
      },
    ],
  });
  return { versions, commits };
}

/** The portal's clients for a sandbox. */
export const upstreamsOf = (sandbox: Sandbox): Upstreams =>
  createUpstreams(
    mockServices.rootConfig({
      data: runwayConfig(sandbox, { main: `${sandbox.url}/argocd` }),
    }),
    { logger: mockServices.rootLogger() },
  );
