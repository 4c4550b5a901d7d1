import type { JsonValue } from '@backstage/types';
import { VAULT_RUN_KEY } from '../../operations/marks';
import { KV_MOUNT } from '../../operations/VaultProvision';
import type { DatabaseLedgerView } from '../database/DatabaseLedgerView';
import type { Survey } from '../survey/Survey';
import type { MarkedThing } from '../types';
import type { MarkScan } from './MarkScan';

/** Vault makes these itself, and gives them no text that could carry a mark. */
const BUILT_IN = ['root', 'default'];

/**
 * Policies, roles and secrets with a mark. Vault tells a mark only of one thing at a time, so just what the ledger
 * doesn't list is looked at; what it does list is compared row by row anyway.
 */
export class VaultScan implements MarkScan {
  readonly system = 'vault';
  readonly name: string;

  constructor(
    readonly instance: string,
    private readonly options: {
      ledger: DatabaseLedgerView;
      /** Auth mounts of the clusters that log in to this Vault. */
      mounts: string[];
    },
  ) {
    this.name = `vault-${instance}`;
  }

  async scan(
    survey: Survey,
    options: { cursor: JsonValue | undefined; budget: number },
  ) {
    const cursor = (options.cursor ?? {}) as { name?: string; path?: string };
    const half = Math.ceil(options.budget / 2);
    const byName = await this.#policiesAndRoles(survey, cursor.name, half);
    const secrets = await this.#secrets(survey, cursor.path, half);
    const found = [...byName.found, ...secrets.found];
    return byName.cursor === undefined && secrets.cursor === undefined
      ? { found }
      : {
          found,
          cursor: {
            ...(byName.cursor !== undefined && { name: byName.cursor }),
            ...(secrets.cursor !== undefined && { path: secrets.cursor }),
          },
        };
  }

  async #policiesAndRoles(
    survey: Survey,
    after: string | undefined,
    budget: number,
  ) {
    const { instance } = this;
    const policies = [...(await survey.policyNames(instance))];
    const listed = await this.#listed('vault-policy', policies);
    const keys = new Map<string, Array<Pick<MarkedThing, 'kind' | 'key'>>>();
    const add = (policy: string, kind: MarkedThing['kind'], key: string) =>
      keys.set(policy, [...(keys.get(policy) ?? []), { kind, key }]);
    for (const name of policies) {
      if (!listed.has(name) && !BUILT_IN.includes(name)) {
        add(name, 'vault-policy', name);
      }
    }
    for (const mount of this.options.mounts) {
      const roles = [...(await survey.roleNames(instance, mount))];
      const known = await this.#listed(
        'vault-role',
        roles.map(role => `${mount}/${role}`),
      );
      for (const role of roles) {
        // A role is marked through the policy that has its name.
        if (!known.has(`${mount}/${role}`) && policies.includes(role)) {
          add(role, 'vault-role', `${mount}/${role}`);
        }
      }
    }
    const names = [...keys.keys()]
      .sort()
      .filter(name => after === undefined || name > after);
    const found: MarkedThing[] = [];
    for (const name of names.slice(0, budget)) {
      const runId = await survey.policyRun(instance, name).catch(unlessDenied);
      if (runId) {
        found.push(...keys.get(name)!.map(key => this.#thing(key, runId)));
      }
    }
    return {
      found,
      cursor: names.length > budget ? names[budget - 1] : undefined,
    };
  }

  /** Walks the teams' services, one request a service. */
  async #secrets(survey: Survey, after: string | undefined, budget: number) {
    const vault = survey.upstreams.vault(this.instance);
    const list = (path: string) =>
      vault.listSecrets({ mount: KV_MOUNT, path }, { signal: survey.signal });
    const found: MarkedThing[] = [];
    let left = budget;
    const afterTeam = after?.split('/')[0];
    for (const team of folders(await list(''))) {
      if (afterTeam !== undefined && team < afterTeam) {
        continue;
      }
      left--;
      for (const service of folders(await list(team))) {
        const path = `${team}/${service}`;
        if (after !== undefined && path <= after) {
          continue;
        }
        const keys = (await list(path))
          .filter(name => !name.endsWith('/'))
          .map(name => `${path}/${name}`);
        const listed = await this.#listed('vault-secret', keys);
        const unknown = keys.filter(key => !listed.has(key));
        for (const key of unknown) {
          const metadata = await vault.secretMetadata(
            { mount: KV_MOUNT, path: key },
            { signal: survey.signal },
          );
          const runId = metadata?.customMetadata[VAULT_RUN_KEY];
          if (runId) {
            const thing = this.#thing({ kind: 'vault-secret', key }, runId);
            found.push({ ...thing, details: { mount: KV_MOUNT, path: key } });
          }
        }
        left -= 1 + unknown.length;
        if (left <= 0) {
          return { found, cursor: path };
        }
      }
    }
    return { found, cursor: undefined };
  }

  /** Keys that some run's ledger says are there. */
  async #listed(kind: MarkedThing['kind'], keys: string[]) {
    const rows = await this.options.ledger.rowsWithKeys(
      kind,
      this.instance,
      keys,
    );
    return new Set(
      rows
        .filter(({ resource }) => resource.state !== 'undone')
        .map(({ resource }) => resource.key),
    );
  }

  #thing(
    { kind, key }: Pick<MarkedThing, 'kind' | 'key'>,
    runId: string,
  ): MarkedThing {
    return { kind, key, system: 'vault', instance: this.instance, runId };
  }
}

const folders = (names: string[]) =>
  names
    .filter(name => name.endsWith('/'))
    .map(name => name.slice(0, -1))
    .sort();

/** What the portal may not read isn't a service's. */
function unlessDenied(error: Error): undefined {
  if (error.name !== 'NotAllowedError') {
    throw error;
  }
}
