import type { Upstreams } from '@runway/integrations';
import { RUN_LABEL } from '../../operations/marks';
import type { Survey } from '../survey/Survey';
import type { MarkScan } from './MarkScan';

const environmentOf = (upstreams: Upstreams, name: string) =>
  upstreams.environments.find(each => name.endsWith(`-${each.name}`))?.name;

/** Applications with the annotation of a run. */
export class ArgoCdApplicationScan implements MarkScan {
  readonly system = 'argocd';
  readonly name: string;

  constructor(readonly instance: string) {
    this.name = `argocd-applications-${instance}`;
  }

  async scan(survey: Survey) {
    const { upstreams } = survey;
    const { webUrl } = upstreams.argocd(this.instance);
    const applications = await survey.applications(this.instance);
    return {
      found: [...applications.values()].flatMap(({ metadata, spec }) => {
        const runId = metadata.annotations?.[RUN_LABEL];
        return runId && !metadata.deletionTimestamp
          ? [
              {
                kind: 'argocd-application' as const,
                system: this.system as 'argocd',
                instance: this.instance,
                key: metadata.name,
                runId,
                url: `${webUrl}/applications/${metadata.name}`,
                environment: environmentOf(upstreams, metadata.name),
                details: spec?.project ? { project: spec.project } : {},
              },
            ]
          : [];
      }),
    };
  }
}

/** Namespaces with the label of a run. */
export class NamespaceScan implements MarkScan {
  readonly system = 'kubernetes';
  readonly name: string;

  constructor(readonly instance: string) {
    this.name = `namespaces-${instance}`;
  }

  async scan(survey: Survey) {
    const { items } = await survey.namespaces(this.instance);
    return {
      found: [...items].flatMap(([key, { metadata }]) => {
        const runId = metadata.labels?.[RUN_LABEL];
        return runId && !metadata.deletionTimestamp
          ? [
              {
                kind: 'namespace' as const,
                system: this.system as 'kubernetes',
                instance: this.instance,
                key,
                runId,
                environment: environmentOf(survey.upstreams, key),
              },
            ]
          : [];
      }),
    };
  }
}
