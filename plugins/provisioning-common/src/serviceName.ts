/** A DNS label of 3 to 40 characters: it becomes a host name, a Kubernetes name, a GitLab path and a Vault path. */
export const SERVICE_NAME_PATTERN = /^[a-z](?:[a-z0-9]|-(?!-)){1,38}[a-z0-9]$/;

/** Names of the platform's own Argo CD applications: `root-<env>`, `tenant-<team>-<env>`. */
const RESERVED_NAME = /^(?:root$|tenant-|project-)/;

/**
 * Says what is wrong with a service name in words a person can act on.
 *
 * @param name - what the person typed
 * @returns undefined when the name is valid
 */
export function explainServiceName(name: string): string | undefined {
  if (name.length === 0) {
    return 'Enter a name for the service.';
  }
  if (/\s/.test(name)) {
    return 'Use hyphens instead of spaces, for example "check-in-api".';
  }
  if (/[A-Z]/.test(name)) {
    return 'Use lower-case letters only, for example "check-in-api".';
  }
  if (/[^a-z0-9-]/.test(name)) {
    return 'Use only the letters a to z, digits and hyphens: the name becomes a host name, a namespace and a repository.';
  }
  if (name.length < 3) {
    return 'Use at least 3 characters.';
  }
  if (name.length > 40) {
    return `Use at most 40 characters (this name has ${name.length}).`;
  }
  if (!/^[a-z]/.test(name)) {
    return 'Start the name with a letter.';
  }
  if (name.endsWith('-')) {
    return 'End the name with a letter or a digit.';
  }
  if (RESERVED_NAME.test(name)) {
    return 'Choose another name: "root" and names that start with "tenant-" or "project-" belong to the platform.';
  }
  return SERVICE_NAME_PATTERN.test(name)
    ? undefined
    : 'Use single hyphens between words.';
}
