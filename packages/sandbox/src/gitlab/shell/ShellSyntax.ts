/** What a script is parsed into. */

export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  /** `$NAME` or `${NAME...}`: `expression` is what stands between the braces. */
  | { kind: 'variable'; expression: string; quoted: boolean }
  | { kind: 'command'; script: string; quoted: boolean }
  | { kind: 'arithmetic'; expression: string; quoted: boolean };

export type Word = WordPart[];

export interface Redirect {
  /** 1 or 2; 0 for input. */
  descriptor: number;
  operator: '>' | '>>' | '<' | '<<';
  /** File, content of a here-document, or `&1`, `&2`. */
  target: Word;
}

export type ShellCommand =
  | {
      kind: 'simple';
      assignments: Array<{ name: string; value: Word }>;
      words: Word[];
      redirects: Redirect[];
    }
  | {
      kind: 'if';
      branches: Array<{ condition: ShellList; body: ShellList }>;
      otherwise?: ShellList;
      redirects: Redirect[];
    }
  | {
      kind: 'for';
      variable: string;
      words: Word[];
      body: ShellList;
      redirects: Redirect[];
    }
  | {
      kind: 'while';
      until: boolean;
      condition: ShellList;
      body: ShellList;
      redirects: Redirect[];
    }
  | {
      kind: 'case';
      subject: Word;
      branches: Array<{ patterns: Word[]; body: ShellList }>;
      redirects: Redirect[];
    }
  | { kind: 'group'; body: ShellList; subshell: boolean; redirects: Redirect[] }
  | { kind: 'function'; name: string; body: ShellCommand };

/** Commands joined by `|`. */
export interface ShellPipeline {
  negated: boolean;
  commands: ShellCommand[];
}

/** Pipelines joined by `&&` and `||`. */
export interface ShellAndOr {
  first: ShellPipeline;
  rest: Array<{ operator: '&&' | '||'; pipeline: ShellPipeline }>;
}

export type ShellList = ShellAndOr[];

/** A script that a POSIX shell would not accept. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
}
