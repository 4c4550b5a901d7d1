import type {
  ClusterAccess,
  ImageRegistry,
  KubernetesObject,
  SandboxContext,
  WorkloadSecrets,
} from '../core/SandboxContext';
import { ClassDefaults } from './admission/ClassDefaults';
import { DefinitionNames } from './admission/DefinitionNames';
import { LimitRanger } from './admission/LimitRanger';
import { NamespaceLifecycle } from './admission/NamespaceLifecycle';
import { NodeTolerations } from './admission/NodeTolerations';
import { PodSecurity } from './admission/PodSecurity';
import { PriorityAdmission } from './admission/PriorityAdmission';
import { QuotaAdmission } from './admission/QuotaAdmission';
import { RbacEscalation } from './admission/RbacEscalation';
import { ServiceAccountAdmission } from './admission/ServiceAccountAdmission';
import { ServiceAddresses } from './admission/ServiceAddresses';
import { Authenticator, type StaticUser } from './auth/Authenticator';
import { RbacAuthorizer } from './auth/RbacAuthorizer';
import { ServiceAccountTokens } from './auth/ServiceAccountTokens';
import { bootstrapObjects } from './bootstrapObjects';
import { createClusterAccess } from './ClusterAccess';
import { CertificateAuthority } from './controllers/certificates/CertificateAuthority';
import { ClusterClient } from './controllers/ClusterClient';
import { ControllerManager } from './controllers/ControllerManager';
import { createControllers } from './controllers/createControllers';
import { ApiServer } from './http/ApiServer';
import { ClusterObjects } from './objects/ClusterObjects';
import { definitionOf } from './resources/customResources';
import { ResourceCatalog } from './resources/ResourceCatalog';
import { ObjectStore } from './store/ObjectStore';

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
/** Nothing is tried again faster than this, whatever the pace. Milliseconds. */
const shortestBackoff = 1_000;

export interface ClusterOptions {
  name: string;
  registry: ImageRegistry;
  secrets: WorkloadSecrets;
}

/** One cluster: its state, its API server and its controllers. */
export class Cluster {
  readonly name: string;
  readonly objects: ClusterObjects;
  readonly authenticator: Authenticator;
  readonly tokens: ServiceAccountTokens;
  readonly access: ClusterAccess;
  readonly server: ApiServer;
  readonly #manager: ControllerManager;
  readonly #stopListening: () => void;

  constructor(ctx: SandboxContext, options: ClusterOptions) {
    this.name = options.name;
    const collection = <T>(part: string) =>
      ctx.store.collection<T>(`kubernetes:${options.name}:${part}`);
    const log = (message: string) =>
      ctx.log(`kubernetes ${options.name}: ${message}`);
    const store = new ObjectStore(
      collection<KubernetesObject>('objects'),
      collection<number>('heads'),
      error => log(error instanceof Error ? error.stack ?? '' : `${error}`),
    );
    const catalog = new ResourceCatalog();
    store.list(definitions).forEach(definition => {
      catalog.register(definitionOf(definition));
    });
    const authorizer = new RbacAuthorizer(store);
    const keys = collection<string>('keys');
    this.tokens = new ServiceAccountTokens(store, keys);
    this.authenticator = new Authenticator(
      this.tokens,
      collection<StaticUser>('users'),
      ctx.credentials.kubernetesToken,
    );
    this.objects = new ClusterObjects(store, catalog, [
      new NamespaceLifecycle(store),
      new ServiceAccountAdmission(store),
      new PriorityAdmission(store),
      new NodeTolerations(),
      new LimitRanger(store),
      new ClassDefaults(store),
      new ServiceAddresses(store),
      new DefinitionNames(),
      new PodSecurity(store),
      new RbacEscalation(authorizer),
      new QuotaAdmission(store),
    ]);
    this.access = createClusterAccess(options.name, this.objects);
    this.server = new ApiServer({
      objects: this.objects,
      authenticator: this.authenticator,
      authorizer,
      tokens: this.tokens,
      basePath: `/kubernetes/${options.name}`,
      log,
    });
    const controllers = createControllers(
      {
        cluster: options.name,
        objects: this.objects,
        client: name => new ClusterClient(this.objects, name),
        delay: milliseconds => milliseconds * ctx.pace,
        backoff: milliseconds =>
          Math.max(shortestBackoff, milliseconds * ctx.pace),
        registry: options.registry,
        secrets: options.secrets,
        tokens: this.tokens,
        events: ctx.events,
      },
      new CertificateAuthority(`sandbox ${options.name}`, keys),
    );
    this.#manager = new ControllerManager(store, controllers.all, log, work =>
      ctx.store.transaction(work),
    );

    store.subscribe(({ type, resource, object }) => {
      if (resource === definitions) {
        if (type === 'DELETED') {
          catalog.unregister(object.metadata.name);
        } else {
          catalog.register(definitionOf(object));
        }
      }
      ctx.events.emit('kubernetes:change', {
        cluster: options.name,
        type,
        object,
      });
    });
    const pushed = () =>
      this.#manager.enqueue('kubelet', controllers.kubelet.waitingPods());
    const vaultChanged = ({ path }: { path: string }) =>
      this.#manager.enqueue(
        controllers.vaultSecrets.name,
        controllers.vaultSecrets.concernedBy(path),
      );
    ctx.events.on('registry:push', pushed);
    ctx.events.on('vault:change', vaultChanged);
    this.#stopListening = () => {
      ctx.events.off('registry:push', pushed);
      ctx.events.off('vault:change', vaultChanged);
    };

    if (store.revision === 0) {
      ctx.store.transaction(() =>
        bootstrapObjects(options.name, ctx.url('vault')).forEach(object =>
          this.access.apply(object, { fieldManager: 'bootstrap' }),
        ),
      );
    }
  }

  start(): void {
    this.#manager.start();
  }

  async stop(): Promise<void> {
    this.#stopListening();
    this.server.close();
    await this.#manager.stop();
  }
}
