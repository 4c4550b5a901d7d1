import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxCredentials } from '../core/SandboxContext';

/** How the portal reaches a running sandbox. */
export interface Connection {
  url: string;
  /** Variables that the portal's configuration reads. */
  env: Record<string, string>;
}

/**
 * Writes `connection.json`, readable by this user only. It appears whole, once the sandbox is ready.
 * @returns the path of the file
 */
export async function writeConnection(
  dataDir: string,
  sandbox: { url: string; credentials: SandboxCredentials },
): Promise<string> {
  const { url, credentials } = sandbox;
  const connection: Connection = {
    url,
    env: {
      GITLAB_TOKEN: credentials.gitlabToken,
      ARGOCD_TOKEN: credentials.argocdToken,
      VAULT_TOKEN: credentials.vaultToken,
      K8S_TOKEN: credentials.kubernetesToken,
      OIDC_CLIENT_ID: credentials.oidcClientId,
      OIDC_CLIENT_SECRET: credentials.oidcClientSecret,
      OIDC_METADATA_URL: `${url}/oidc/.well-known/openid-configuration`,
    },
  };
  await chmod(dataDir, 0o700);
  const file = fileOf(dataDir);
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, `${JSON.stringify(connection, undefined, 2)}\n`, {
    mode: 0o600,
  });
  await rename(partial, file);
  return file;
}

/** @throws Error when no sandbox runs on the data directory */
export async function readConnection(dataDir: string): Promise<Connection> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => {
    throw new Error(
      `No sandbox runs on ${dataDir}. Start one, or say where it is with --data-dir or --url.`,
    );
  });
  return JSON.parse(text);
}

export async function removeConnection(dataDir: string): Promise<void> {
  await rm(fileOf(dataDir), { force: true });
}

function fileOf(dataDir: string): string {
  return join(dataDir, 'connection.json');
}
