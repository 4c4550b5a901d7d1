import {
  type ClusterPart,
  clusterParts,
  type ClusterStatus,
  MAX_DETAILS,
  type NamespaceDetail,
} from '@runway/plugin-clusters-common';
import { describeBinding } from '../judging/judgeAccess';
import { describeLimitRange } from '../judging/judgeLimitRange';
import {
  judgeNamespace,
  type JudgedNamespace,
  type NamespaceFacts,
} from '../judging/judgeNamespace';
import { describePolicy } from '../judging/judgeNetwork';
import { podSecurityOf } from '../judging/judgePodSecurity';
import { describeQuota } from '../judging/judgeQuota';
import { Ownership } from '../judging/Ownership';
import type { ClusterFeed } from '../reading/ClusterFeed';
import type { Fact } from '../reading/clusterFacts';

type NamespacedPart = Exclude<ClusterPart, 'namespaces'>;
type Judged = JudgedNamespace & { facts: NamespaceFacts };

/** The namespaces of one cluster, judged once for each reading. */
export class JudgedCluster {
  readonly #feed: ClusterFeed;
  readonly #environments: string[];
  readonly #ownership: Ownership;
  #judged: { version: number; byName: Map<string, Judged> } | undefined;

  constructor(options: {
    feed: ClusterFeed;
    /** On this cluster, in promotion order. */
    environments: string[];
    systemNamespaces?: string[];
  }) {
    this.#feed = options.feed;
    this.#environments = options.environments;
    this.#ownership = new Ownership(options);
  }

  get name(): string {
    return this.#feed.cluster;
  }

  /** Reads again what is old; see ClusterFeed. */
  wanted(): Promise<void> {
    return this.#feed.wanted();
  }

  namespaces(): Iterable<JudgedNamespace> {
    return this.#byName().values();
  }

  status(): ClusterStatus {
    const feed = this.#feed;
    const unread = feed.unread();
    const known = feed.facts('namespaces');
    const ages = clusterParts
      .map(part => feed.ageOf(part))
      .filter(age => age !== null);
    const state = () => {
      if (!feed.isTried) {
        return 'loading';
      }
      if (!known) {
        return 'failed';
      }
      return unread.length > 0 ? 'partial' : 'ok';
    };
    return {
      name: this.name,
      environments: this.#environments,
      state: state(),
      ageSeconds: known && ages.length > 0 ? Math.max(...ages) : null,
      namespaces: known ? known.length : null,
      unread,
    };
  }

  /** @returns undefined when there is no such namespace, or none is known */
  detail(name: string): NamespaceDetail | undefined {
    const judged = this.#byName().get(name);
    if (!judged) {
      return undefined;
    }
    const { facts, summary, checks } = judged;
    const described = <T, R>(
      items: ReadonlyArray<T> | undefined,
      describe: (item: T) => R,
    ) => items?.slice(0, MAX_DETAILS).map(describe) ?? null;
    return {
      namespace: summary,
      checks,
      podSecurity: podSecurityOf(facts.namespace.metadata.labels),
      policies: described(facts.policies, describePolicy),
      quotas: described(facts.quotas, describeQuota),
      limits: described(facts.ranges, describeLimitRange),
      bindings: described(facts.bindings, describeBinding),
      cluster: this.status(),
    };
  }

  #byName(): Map<string, Judged> {
    const { version } = this.#feed;
    if (this.#judged?.version !== version) {
      this.#judged = { version, byName: this.#judgeAll() };
    }
    return this.#judged.byName;
  }

  #judgeAll(): Map<string, Judged> {
    const policies = this.#inNamespaces('networkpolicies');
    const quotas = this.#inNamespaces('resourcequotas');
    const ranges = this.#inNamespaces('limitranges');
    const bindings = this.#inNamespaces('rolebindings');
    const byName = new Map<string, Judged>();
    for (const namespace of this.#feed.facts('namespaces') ?? []) {
      const { name } = namespace.metadata;
      const facts = {
        namespace,
        policies: policies?.(name),
        quotas: quotas?.(name),
        ranges: ranges?.(name),
        bindings: bindings?.(name),
      };
      const judged = judgeNamespace(this.name, facts, this.#ownership);
      byName.set(name, { ...judged, facts });
    }
    return byName;
  }

  /** @returns undefined when the part could not be read */
  #inNamespaces<P extends NamespacedPart>(
    part: P,
  ): ((namespace: string) => ReadonlyArray<Fact<P>>) | undefined {
    const facts = this.#feed.facts(part);
    if (!facts) {
      return undefined;
    }
    const grouped = new Map<string, Array<Fact<P>>>();
    for (const fact of facts) {
      const { namespace } = fact.metadata;
      const group = grouped.get(namespace);
      if (group) {
        group.push(fact);
      } else {
        grouped.set(namespace, [fact]);
      }
    }
    return namespace => grouped.get(namespace) ?? [];
  }
}
