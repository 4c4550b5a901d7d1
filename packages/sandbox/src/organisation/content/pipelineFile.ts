import { stringify } from 'yaml';
import type { Service } from '../data/services';
import { runtimeOf } from './sourceFiles';

/** The pipeline, made of the platform's components. \`pin\` is their version. */
export function pipelineFile(
  service: Service,
  options: { registry: string; pin: string },
): Record<string, string> {
  if (!service.upTo) {
    return {};
  }
  const component = (name: string, inputs?: Record<string, string>) => ({
    component: `$CI_SERVER_FQDN/platform/pipelines/${name}@${options.pin}`,
    ...(inputs ? { inputs } : {}),
  });
  const here = { team: service.team, service: service.name };
  return {
    '.gitlab-ci.yml': stringify({
      stages: ['verify', 'build', 'deploy', 'promote'],
      include: [
        ...(runtimeOf(service) === 'node' ? [component('node-test')] : []),
        component('secret-detection'),
        component('image-build', {
          image: `${options.registry}/${service.team}/${service.name}`,
        }),
        component('deploy-gitops', { ...here, environment: 'dev' }),
        component('promote', {
          ...here,
          from: 'dev',
          to: 'staging',
          cluster: 'staging',
        }),
        component('promote', {
          ...here,
          from: 'staging',
          to: 'production',
          cluster: 'production',
        }),
      ],
    }),
  };
}
