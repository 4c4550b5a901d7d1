/** Answer to `atlantis help`. */
export const helpComment = `\`\`\`cmake
atlantis
Terraform Pull Request Automation

Usage:
  atlantis <command> [options] -- [terraform options]

Examples:
  # show atlantis help
  atlantis help

  # apply all unapplied plans from this pull request
  atlantis apply

Commands:
  plan     Runs 'terraform plan' for the changes in this pull request.
           To plan a specific project, use the -d, -w and -p flags.
  apply    Runs 'terraform apply' on all unapplied plans from this pull request.
           To only apply a specific plan, use the -d, -w and -p flags.
  unlock   Removes all atlantis locks and discards all plans for this PR.
           To unlock a specific plan you can use the Atlantis UI.
  help     View help.

Flags:
  -h, --help   help for atlantis

Use "atlantis [command] --help" for more information about a command.
\`\`\``;

/** Answer to `atlantis unlock` with flags. */
export const unlockUsage = `\`Usage of unlock:\`

 \`\`\`cmake
atlantis unlock

  Unlocks the entire PR and discards all plans in this PR.
  Arguments or flags are not supported at the moment.
  If you need to unlock a specific project please use the atlantis UI.
\`\`\``;

/** The flags of a command. */
export function usageOf(command: 'plan' | 'apply'): string {
  return [
    '  -d, --dir string         Which directory to run it in relative to root of repo.',
    '  -p, --project string     Which project to run it for.',
    '  -w, --workspace string   Which workspace to run it in.',
    ...(command === 'apply'
      ? ['      --auto-merge-disabled   Disable automerge after apply.']
      : []),
  ].join('\n');
}
