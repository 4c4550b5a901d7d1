import { posix } from 'node:path';
import { helpComment, unlockUsage, usageOf } from './usage';

/** A command in a comment. */
export interface Command {
  name: 'plan' | 'apply' | 'unlock';
  project?: string;
  dir?: string;
  autoMergeDisabled: boolean;
  /** Whether a plan was asked for that destroys everything: `-- -destroy`. */
  destroy: boolean;
}

export type ParsedComment =
  | { kind: 'ignored' }
  /** Answered at once, with this comment. */
  | { kind: 'answer'; body: string }
  | { kind: 'command'; command: Command };

const AVAILABLE = ['plan', 'apply', 'unlock'] as const;

/** Reads a comment as Atlantis does: one line that begins with its name, or with that of its GitLab user. */
export function parseComment(raw: string, user: string): ParsedComment {
  const comment = raw.trim().replace(/^`+|`+$/g, '');
  const words = comment.split(/\s+/).filter(Boolean);
  if (/\r?\n[^\r\n]+/.test(comment) || words.length === 0) {
    return { kind: 'ignored' };
  }
  const [first] = words;
  const executable = first.toLowerCase();
  if (executable === 'terraform') {
    return answer(`Did you mean to use \`atlantis\` instead of \`${first}\`?`);
  }
  if (!['run', 'atlantis', `@${user}`].includes(executable)) {
    return { kind: 'ignored' };
  }
  const name = words[1]?.toLowerCase();
  if (name === undefined || ['help', '-h', '--help'].includes(name)) {
    return answer(helpComment);
  }
  const known = AVAILABLE.find(each => each === name);
  if (!known) {
    return answer(
      `\`\`\`\nError: unknown command "${name}".\nRun 'atlantis --help' for usage.\nAvailable commands(--allow-commands): ${AVAILABLE.join(
        ', ',
      )}\n\`\`\``,
    );
  }
  return parseFlags(known, words.slice(2));
}

function parseFlags(
  name: (typeof AVAILABLE)[number],
  words: string[],
): ParsedComment {
  const command: Command = { name, autoMergeDisabled: false, destroy: false };
  let workspace: string | undefined;
  const refuse = (problem: string) =>
    answer(
      name === 'unlock'
        ? unlockUsage
        : `\`\`\`\nError: ${problem}.\nUsage of ${name}:\n${usageOf(
            name,
          )}\n\`\`\``,
    );
  const rest = [...words];
  while (rest.length > 0) {
    const [flag, inline] = rest.shift()!.split('=');
    const value = () => inline ?? rest.shift();
    if (name !== 'unlock' && ['-p', '--project'].includes(flag)) {
      command.project = value();
    } else if (name !== 'unlock' && ['-d', '--dir'].includes(flag)) {
      command.dir = value();
    } else if (name !== 'unlock' && ['-w', '--workspace'].includes(flag)) {
      workspace = value();
    } else if (name === 'apply' && flag === '--auto-merge-disabled') {
      command.autoMergeDisabled = true;
    } else if (name !== 'unlock' && flag === '--verbose') {
      // Its log is no part of the sandbox.
    } else if (flag === '--' && name !== 'unlock') {
      const passedOn = rest.splice(0);
      if (passedOn.some(each => name !== 'plan' || each !== '-destroy')) {
        return refuse(
          'of the flags for OpenTofu the sandbox knows `plan -- -destroy` only',
        );
      }
      command.destroy = passedOn.length > 0;
    } else {
      return refuse(
        flag.startsWith('-')
          ? `unknown flag: ${flag}`
          : `unknown argument(s) – ${flag}`,
      );
    }
  }
  if (command.project && (command.dir || workspace)) {
    return refuse(
      'cannot use -p/--project at same time as -d/--dir or -w/--workspace',
    );
  }
  if (command.dir !== undefined) {
    const dir = posix.join('.', command.dir);
    if (dir.startsWith('..')) {
      return refuse(
        `using a relative path "${command.dir}" with -d/--dir is not allowed`,
      );
    }
    command.dir = dir;
  }
  return { kind: 'command', command };
}

function answer(body: string): ParsedComment {
  return { kind: 'answer', body };
}
