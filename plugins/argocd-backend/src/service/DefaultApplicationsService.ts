import { ApplicationsResponse } from '@runway/plugin-argocd-common';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import {
  InMemoryApplicationIndex,
  PATIENCE_MS,
} from '../feed/InMemoryApplicationIndex';
import { ApplicationsService } from './ApplicationsService';
import { toEnvironmentState } from './toEnvironmentState';

/** Answers from the index. Authorization is the decorator's business. */
export class DefaultApplicationsService implements ApplicationsService {
  constructor(
    private readonly options: {
      /** In promotion order, with the name of their Argo CD. */
      environments: ReadonlyArray<{ name: string; argocd: string }>;
      index: InMemoryApplicationIndex;
      urlOf(record: ApplicationRecord): string;
    },
  ) {}

  async getApplications(services: string[]): Promise<ApplicationsResponse> {
    const { environments, index, urlOf } = this.options;
    await index.tried(PATIENCE_MS);
    const serving = new Set(environments.map(({ argocd }) => argocd));
    return {
      items: services.map(service => {
        const records = index.ofService(service);
        return {
          service,
          environments: environments.map(({ name, argocd }) =>
            toEnvironmentState({
              environment: name,
              source: argocd,
              records: index.knows(argocd) ? records : undefined,
              urlOf,
            }),
          ),
        };
      }),
      notFound: [],
      sources: index.sources().filter(({ name }) => serving.has(name)),
    };
  }
}
