import { parseAllDocuments, type Tags } from 'yaml';
import type { KubernetesObject } from '../../core/SandboxContext';

const unwanted = /:(timestamp|binary|omap|pairs|set)$/;

// Kubernetes reads YAML 1.1 (`0444` is octal), but dates and times stay text.
const options = {
  version: '1.1',
  uniqueKeys: false,
  customTags: (tags: Tags) =>
    tags.filter(
      tag =>
        typeof tag === 'string' ||
        !(unwanted.test(tag.tag) || ('format' in tag && tag.format === 'TIME')),
    ),
} as const;

/**
 * Objects of a YAML or JSON text of one or more documents. Lists (`kind: List`) are taken apart, empty documents skipped.
 * @throws Error naming the file and the place
 */
export function parseManifests(
  text: string,
  fileName: string,
): KubernetesObject[] {
  const objects: KubernetesObject[] = [];
  const documents = parseAllDocuments(text, options);
  for (const document of Array.isArray(documents) ? documents : []) {
    if (document.errors.length > 0) {
      throw new Error(
        `Failed to unmarshal "${fileName}": ${
          document.errors[0].message.split('\n')[0]
        }`,
      );
    }
    // Merge keys and anchors may nest, but not without end.
    const value = document.toJS({ maxAliasCount: 200 });
    if (value === null || value === undefined) {
      continue;
    }
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new Error(
        `Failed to unmarshal "${fileName}": failed to unmarshal manifest: document is not an object`,
      );
    }
    if (Object.keys(value).length === 0) {
      continue;
    }
    if (Array.isArray(value.items) && /List$/.test(value.kind ?? '')) {
      objects.push(
        ...value.items.map((item: unknown) => checked(item, fileName)),
      );
    } else {
      objects.push(checked(value, fileName));
    }
  }
  return objects;
}

function checked(value: any, fileName: string): KubernetesObject {
  const missing =
    (typeof value?.kind !== 'string' && 'kind') ||
    (typeof value?.apiVersion !== 'string' && 'apiVersion') ||
    (typeof value?.metadata?.name !== 'string' &&
      typeof value?.metadata?.generateName !== 'string' &&
      'metadata.name');
  if (missing) {
    throw new Error(
      `Failed to unmarshal "${fileName}": Object '${missing}' is missing in '${JSON.stringify(
        value,
      ).slice(0, 200)}'`,
    );
  }
  return value;
}
