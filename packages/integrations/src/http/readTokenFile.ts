import { readFile } from 'node:fs/promises';
import { CredentialError } from './Credential';

/** @throws CredentialError when the file can't be read or is empty */
export async function readTokenFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new CredentialError(`its token file can't be read (${code})`);
  }
  const token = text.trim();
  if (!token) {
    throw new CredentialError('its token file is empty');
  }
  return token;
}
