import type { ShellBuiltin } from '../ShellSession';

/** Tools of the pipeline components whose verdict the sandbox can't give. */
const tools = [
  'cosign',
  'gitleaks',
  'grype',
  'hadolint',
  'helm',
  'mkdocs',
  'redocly',
  'syft',
  'terragrunt',
  'tofu',
  'yamllint',
];

/** They succeed, and the log says that nobody looked: a green scan must not be taken for one. */
export const imitatedTools: Record<string, ShellBuiltin> = Object.fromEntries(
  tools.map(tool => [
    tool,
    () => ({
      code: 0,
      error: `${tool} is imitated in the sandbox: nothing was looked at.\n`,
    }),
  ]),
);
