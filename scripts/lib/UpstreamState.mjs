import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

const require = createRequire(join(root, 'package.json'));
const ENVIRONMENTS = ['dev', 'staging', 'production'];

/** States of a ledger row that say: it is there. */
const THERE = ['present', 'archived', 'kept', 'shared'];

/**
 * What really is in the upstreams, read from the sandbox's own state on disk and from the catalog's database: no client,
 * driver or HTTP answer of the product is asked.
 */
export class UpstreamState {
  #sandbox;
  #catalog;

  /**
   * @param {{stateDir: string}} platform
   * @param {{catalog?: boolean}} [options] - false when the portal doesn't keep its data in SQLite files; then nothing is
   *   said about the catalog
   */
  constructor({ stateDir }, { catalog = true } = {}) {
    const Database = require('better-sqlite3');
    const open = file =>
      new Database(join(stateDir, file), { readonly: true, timeout: 10_000 });
    this.#sandbox = open('sandbox/sandbox.sqlite');
    this.#catalog = catalog ? open('database/catalog.sqlite') : undefined;
    this.repositories = join(stateDir, 'sandbox/gitlab/repositories');
  }

  close() {
    this.#sandbox.close();
    this.#catalog?.close();
  }

  /**
   * Everything of a service, and of the namespaces of its team.
   * @returns {Set<string>} `<kind> <instance> <key>`, as the ledger names it
   */
  of({ team, name }) {
    const found = new Set();
    const add = (kind, instance, key) =>
      found.add(`${kind} ${instance} ${key}`);
    if (this.#project(`${team}/${name}`)) {
      add('gitlab-project', 'main', `${team}/${name}`);
    }
    for (const environment of ENVIRONMENTS) {
      const policy = `${team}-${name}-${environment}`;
      const role = `kubernetes-${environment}/${policy}`;
      const path = `${team}/${name}/${environment}`;
      const namespace = `${team}-${environment}`;
      if (this.#has('vault-kv', `secret/${path}`)) {
        add('vault-secret', 'main', path);
      }
      if (this.#has('vault-policies', policy)) {
        add('vault-policy', 'main', policy);
      }
      if (this.#has('vault-kubernetes-roles', role)) {
        add('vault-role', 'main', role);
      }
      if (
        this.#has(
          `kubernetes:${environment}:objects`,
          `namespaces//${namespace}`,
        )
      ) {
        add('namespace', environment, namespace);
      }
      for (const application of [
        `${name}-${environment}`,
        `tenant-${team}-${environment}`,
      ]) {
        if (this.#has('argocd.applications', application)) {
          add('argocd-application', 'main', application);
        }
      }
    }
    for (const path of this.gitopsFiles()) {
      if (
        path.startsWith(`services/${team}/${name}/`) ||
        path.endsWith(`/applications/${name}.yaml`)
      ) {
        add(
          'gitops-files',
          'main',
          `platform/gitops: services/${team}/${name}`,
        );
      }
      if (
        path.startsWith(`tenants/${team}/`) ||
        /\/applications\/(tenant|project)-(.*)\.yaml$/.exec(path)?.[2] === team
      ) {
        add('gitops-files', 'main', `platform/gitops: tenants/${team}`);
      }
    }
    for (const directory of this.#ordered(`${team}-${name}`)) {
      add(
        'infrastructure-request',
        'main',
        `platform/infrastructure: ${directory}`,
      );
    }
    for (const [kind, key] of this.#invited(team, name)) {
      add(kind, 'main', key);
    }
    // Part of the tenant's files in the ledger; what is left of it would be an orphan all the same.
    if (this.#has('argocd.projects', team)) {
      add('argocd-project', 'main', team);
    }
    if (this.#catalog && this.#isInCatalog(`${team}/${name}`, name)) {
      add('catalog-location', 'catalog', `component:default/${name}`);
    }
    return found;
  }

  /** What an invitation makes: the person's file, and an address that the team's group has asked. */
  #invited(team, name) {
    const file = `people/${name}.yaml`;
    const files = this.#project('platform/catalog')
      ? execFileSync(
          'git',
          [...this.#git('platform/catalog'), 'ls-tree', 'main', file],
          { encoding: 'utf8' },
        )
      : '';
    const invitations = this.#sandbox
      .prepare(
        `SELECT i.value ->> '$.email' AS email FROM documents i JOIN documents g
          ON g.collection = 'gitlab.groups' AND g.value ->> '$.id' = i.value ->> '$.groupId'
          WHERE i.collection = 'gitlab.invitations' AND g.value ->> '$.fullPath' = ? AND i.value ->> '$.email' LIKE ?`,
      )
      .all(team, `${name}@%`);
    return [
      ...(files ? [['catalog-person', `platform/catalog: ${file}`]] : []),
      ...invitations.map(({ email }) => ['gitlab-member', `${team}: ${email}`]),
    ];
  }

  /** Whether nothing is there for a team: no namespace, application, file or repository. */
  isClean(team) {
    const none = { team, name: '-' };
    const projects = this.#sandbox
      .prepare(
        "SELECT 1 FROM documents WHERE collection = 'gitlab.projects' AND value ->> '$.fullPath' LIKE ?",
      )
      .all(`${team}/%`);
    const files = this.gitopsFiles().filter(path =>
      path.startsWith(`services/${team}/`),
    );
    return this.of(none).size + projects.length + files.length === 0;
  }

  /** Paths of the files on the main branch of the GitOps repository. */
  gitopsFiles() {
    return execFileSync(
      'git',
      [...this.#git('platform/gitops'), 'ls-tree', '-r', '--name-only', 'main'],
      { encoding: 'utf8' },
    )
      .trim()
      .split('\n');
  }

  /**
   * @param {object} run - as the portal answers it
   * @param {{team: string, name: string}} service
   * @throws AssertionError that names what the ledger says wrongly, or doesn't say
   */
  assertEqualsLedger(run, service) {
    const found = this.of(service);
    const wrong = [];
    const listed = new Set();
    for (const { kind, instance, key, state } of run.resources) {
      const id = `${kind} ${instance} ${key}`;
      if (state !== 'undone') {
        listed.add(id);
      }
      const isKnown = this.#catalog || kind !== 'catalog-location';
      if (THERE.includes(state) && isKnown && !found.has(id)) {
        wrong.push(`the ledger says ${state}, but there is no ${id}`);
      }
    }
    if (
      listed.has(`gitops-files main platform/gitops: tenants/${service.team}`)
    ) {
      listed.add(`argocd-project main ${service.team}`);
    }
    for (const id of found) {
      if (!listed.has(id)) {
        wrong.push(`there is ${id}, which the ledger does not list`);
      }
    }
    assert.deepEqual(wrong, []);
  }

  /** Number of commits on the main branch of a project. */
  commitsOf(path) {
    return Number(
      execFileSync('git', [...this.#git(path), 'rev-list', '--count', 'main'], {
        encoding: 'utf8',
      }),
    );
  }

  /** Values of the secrets that were made for a service. */
  secretsOf({ team, name }) {
    return this.#sandbox
      .prepare(
        "SELECT value FROM documents WHERE collection = 'vault-kv' AND key LIKE ?",
      )
      .all(`secret/${team}/${name}/%`)
      .flatMap(({ value }) => Object.values(JSON.parse(value).versions))
      .flatMap(({ data }) => Object.values(data));
  }

  assertNothingLeft(service) {
    assert.deepEqual([...this.of(service)], []);
  }

  /** Folders of a stack on the branches of open orders. */
  #ordered(stack) {
    if (!this.#project('platform/infrastructure')) {
      return [];
    }
    const git = (...args) =>
      execFileSync('git', [...this.#git('platform/infrastructure'), ...args], {
        encoding: 'utf8',
      })
        .split('\n')
        .filter(Boolean);
    return git('for-each-ref', '--format=%(refname)', 'refs/heads/runway/')
      .flatMap(ref => git('ls-tree', '-r', '--name-only', ref, 'environments/'))
      .filter(path => path.endsWith(`/${stack}/terragrunt.hcl`))
      .map(path => path.replace(/\/terragrunt\.hcl$/, ''));
  }

  #git(path) {
    return ['-C', join(this.repositories, `${this.#project(path).id}.git`)];
  }

  #has(collection, key) {
    return (
      this.#sandbox
        .prepare('SELECT 1 FROM documents WHERE collection = ? AND key = ?')
        .get(collection, key) !== undefined
    );
  }

  #project(path) {
    const row = this.#sandbox
      .prepare(
        "SELECT value FROM documents WHERE collection = 'gitlab.projects' AND value ->> '$.fullPath' = ?",
      )
      .get(path);
    return row && JSON.parse(row.value);
  }

  #isInCatalog(path, name) {
    const locations = this.#catalog
      .prepare('SELECT target FROM locations WHERE target LIKE ?')
      .all(`%/${path}/-/blob/%`);
    const entities = this.#catalog
      .prepare('SELECT 1 FROM final_entities WHERE entity_ref = ?')
      .all(`component:default/${name}`);
    return locations.length + entities.length > 0;
  }
}
