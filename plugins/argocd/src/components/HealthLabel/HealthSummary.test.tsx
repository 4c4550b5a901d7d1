import type {
  DeployedState,
  EnvironmentState,
} from '@runway/plugin-argocd-common';
import { render } from '@testing-library/react';
import { HealthSummary } from './HealthSummary';

const deployed = (
  environment: string,
  health: DeployedState['health'],
  sync: DeployedState['sync'] = 'Synced',
): EnvironmentState => ({
  state: 'deployed',
  environment,
  source: 'main',
  application: 'x',
  health,
  sync,
});
const absent = (environment: string): EnvironmentState => ({
  state: 'absent',
  environment,
  source: 'main',
});

const summary = (...environments: EnvironmentState[]) =>
  render(
    <HealthSummary
      service="orders"
      applications={{
        status: 'ready',
        data: {
          items: [{ service: 'orders', environments }],
          notFound: [],
          sources: [],
        },
      }}
    />,
  ).container.textContent;

describe('HealthSummary', () => {
  it('names the worst environment, the later one when they are alike', () => {
    expect(
      summary(
        deployed('dev', 'Progressing'),
        deployed('staging', 'Degraded'),
        deployed('production', 'Healthy', 'OutOfSync'),
      ),
    ).toBe('Degraded in staging');
    expect(
      summary(deployed('dev', 'Degraded'), deployed('production', 'Degraded')),
    ).toBe('Degraded in production');
  });

  it('is short when all is well, also before the first promotion', () => {
    expect(summary(deployed('dev', 'Healthy'), absent('staging'))).toBe(
      'Healthy',
    );
  });

  it('does not call well what is not known', () => {
    expect(
      summary(deployed('dev', 'Healthy'), {
        state: 'unknown',
        environment: 'production',
        source: 'main',
      }),
    ).toBe('No answer in production');
  });

  it('tells a service that runs nowhere', () => {
    expect(summary(absent('dev'), absent('staging'))).toBe('Not deployed');
  });
});
