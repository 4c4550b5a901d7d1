import type { ImageRegistry, SandboxContext } from '../../core/SandboxContext';
import { registryHost } from '../GitLabUrls';
import type { Project, RegistryTag } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';

/** The tags that jobs pushed. There is no layer behind a tag: only that it is there. */
export class ContainerRegistry implements ImageRegistry {
  constructor(
    private readonly context: SandboxContext,
    private readonly state: GitLabState,
  ) {}

  has(image: string): boolean {
    return this.state.images.get(withTag(image)) !== undefined;
  }

  /** What images of a project begin with. */
  prefixOf(project: Project) {
    return `${registryHost}/${project.fullPath.toLowerCase()}`;
  }

  /** Whether a job of the project may push that image: a job's credentials reach no other project. */
  accepts(project: Project, image: string): boolean {
    const name = withTag(image).replace(/:[^:/]+$/, '');
    const prefix = this.prefixOf(project);
    return name === prefix || name.startsWith(`${prefix}/`);
  }

  push(project: Project, image: string): RegistryTag {
    const tag = this.state.images.put({
      image: withTag(image),
      projectId: project.id,
      createdAt: new Date().toISOString(),
    });
    this.context.events.emit('registry:push', { image: tag.image });
    return tag;
  }
}

function withTag(image: string) {
  return /:[^:/]+$/.test(image) ? image : `${image}:latest`;
}
