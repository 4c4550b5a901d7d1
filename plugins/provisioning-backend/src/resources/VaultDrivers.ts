import type { StoredResource } from '../database/RunStore';
import { runOfText, VAULT_RUN_KEY } from '../operations/marks';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

const NOT_OURS: Removal = {
  state: 'kept',
  reason: 'It does not carry the mark of this run, so it is left alone.',
};

/** Removes the service's secret, unless somebody stored values in it since. */
export class VaultSecretDriver implements ResourceDriver {
  readonly kind = 'vault-secret';

  async remove(
    { key, instance, details }: StoredResource,
    { run, upstreams, signal, dataConfirmed }: RemovalContext,
  ): Promise<Removal> {
    const vault = upstreams.vault(instance);
    const ref = { mount: String(details.mount ?? 'secret'), path: key };
    const metadata = await vault.secretMetadata(ref, { signal });
    if (!metadata) {
      return { state: 'undone' };
    }
    if (metadata.customMetadata[VAULT_RUN_KEY] !== run.id) {
      return NOT_OURS;
    }
    if (metadata.currentVersion > 1 && !dataConfirmed) {
      return {
        state: 'kept',
        reason: `Somebody stored new values in it since (version ${metadata.currentVersion}). Delete it in Vault when they are not needed.`,
      };
    }
    await vault.deleteSecret(ref, { signal });
    return { state: 'undone' };
  }

  async inspect(
    {
      key,
      instance,
      details,
    }: Pick<StoredResource, 'key' | 'instance' | 'details'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const mount = String(details.mount ?? 'secret');
    const metadata = await survey.upstreams
      .vault(instance)
      .secretMetadata({ mount, path: key }, { signal: survey.signal });
    if (!metadata) {
      return {
        state: 'missing',
        message: `Vault has no secret ${mount}/${key} any more. Nobody else has its values, so they can’t be made again.`,
      };
    }
    return metadata.customMetadata[VAULT_RUN_KEY] === run.id
      ? { state: 'present' }
      : {
          state: 'foreign',
          message: `The secret ${mount}/${key} does not carry the mark of this run.`,
        };
  }
}

export class VaultPolicyDriver implements ResourceDriver {
  readonly kind = 'vault-policy';

  async remove(
    { key, instance }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const vault = upstreams.vault(instance);
    const text = await vault.readPolicy(key, { signal });
    if (text === undefined) {
      return { state: 'undone' };
    }
    if (runOfText(text) !== run.id) {
      return NOT_OURS;
    }
    await vault.deletePolicy(key, { signal });
    return { state: 'undone' };
  }

  async inspect(
    { key, instance }: Pick<StoredResource, 'key' | 'instance'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    if (!(await survey.policyNames(instance)).has(key)) {
      return {
        state: 'missing',
        message: `Vault has no policy ${key} any more.`,
      };
    }
    return (await survey.policyRun(instance, key)) === run.id
      ? { state: 'present' }
      : {
          state: 'foreign',
          message: `The policy ${key} does not carry the mark of this run.`,
        };
  }
}

/** A role carries no mark of its own: it is ours when the policy that it grants is. */
export class VaultRoleDriver implements ResourceDriver {
  readonly kind = 'vault-role';

  async remove(
    { key, instance }: StoredResource,
    { run, upstreams, signal }: RemovalContext,
  ): Promise<Removal> {
    const vault = upstreams.vault(instance);
    const [mount, role] = key.split('/');
    const found = await vault.readRole({ mount, role }, { signal });
    if (!found) {
      return { state: 'undone' };
    }
    const policy = await vault.readPolicy(role, { signal });
    if (
      !found.tokenPolicies.includes(role) ||
      (policy !== undefined && runOfText(policy) !== run.id)
    ) {
      return NOT_OURS;
    }
    await vault.deleteRole({ mount, role }, { signal });
    return { state: 'undone' };
  }

  async inspect(
    { key, instance }: Pick<StoredResource, 'key' | 'instance'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const [mount, role] = key.split('/');
    if (!(await survey.roleNames(instance, mount)).has(role)) {
      return {
        state: 'missing',
        message: `Vault has no role ${role} on ${mount} any more.`,
      };
    }
    const hasPolicy = (await survey.policyNames(instance)).has(role);
    // Without the policy, which is a difference of its own, nothing tells whose the role is.
    return !hasPolicy || (await survey.policyRun(instance, role)) === run.id
      ? { state: 'present' }
      : {
          state: 'foreign',
          message: `The policy of the role ${role} does not carry the mark of this run.`,
        };
  }
}
