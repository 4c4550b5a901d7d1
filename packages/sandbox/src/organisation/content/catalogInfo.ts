import { stringify } from 'yaml';
import { APIS } from '../data/apis';
import type { Service } from '../data/services';
import { RESOURCES } from '../data/systems';
import { SAMPLE_ANNOTATIONS } from './sampleAnnotations';

/** The catalog file of a service: its component, and the API it provides. */
export function catalogInfo(service: Service): string {
  const api = APIS.find(each => each.name === service.name);
  const annotations = {
    ...SAMPLE_ANNOTATIONS,
    'gitlab.com/project-slug': `${service.team}/${service.name}`,
    'runway.aerq.io/service': service.name,
  };
  const isResource = (name: string) =>
    RESOURCES.some(resource => resource.name === name);
  const common = {
    lifecycle: service.lifecycle,
    owner: `group:${service.team}`,
    system: service.system,
  };
  const documents: unknown[] = [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: service.name,
        description: service.description,
        annotations: {
          'backstage.io/techdocs-ref': 'dir:.',
          'backstage.io/kubernetes-label-selector': `runway.aerq.io/service=${service.name}`,
          ...annotations,
        },
        tags: service.tags,
      },
      spec: {
        type: service.type,
        ...common,
        ...(api ? { providesApis: [service.name] } : {}),
        ...(service.consumes.length > 0
          ? { consumesApis: service.consumes }
          : {}),
        ...(service.dependsOn.length > 0
          ? {
              dependsOn: service.dependsOn.map(
                name =>
                  `${isResource(name) ? 'resource' : 'component'}:${name}`,
              ),
            }
          : {}),
      },
    },
  ];
  if (api) {
    documents.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: {
        name: service.name,
        title: api.title,
        description: service.description,
        annotations,
      },
      spec: {
        type: 'openapi',
        ...common,
        definition: { $text: './openapi.yaml' },
      },
    });
  }
  return documents.map(each => stringify(each)).join('---\n');
}
