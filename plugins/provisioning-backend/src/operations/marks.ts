import type { RunFacts } from './Operation';

/** How everything that a run makes carries the run's id. See docs/architecture.md, Marks. */

export const RUN_LABEL = 'runway.aerq.io/run-id';
export const VAULT_RUN_KEY = 'runway-run';

export const projectTopics = (runId: string) => [
  'runway',
  `runway-run-${runId}`,
];

export const isProjectOf = (topics: readonly string[], runId: string) =>
  topics.includes(`runway-run-${runId}`);

/** First line of a file or policy. */
export const firstLineMark = (runId: string) => `# runway-run: ${runId}`;

/** Id of the run that wrote a file or policy; undefined when no run did. */
export function runOfText(text: string): string | undefined {
  return /^# runway-run: (\S+)/.exec(text)?.[1];
}

/** Message of a commit in a person's name. */
export function commitMessage(
  title: string,
  facts: RunFacts,
  body?: string,
): string {
  return `${title}\n\n${body ? `${body}\n\n` : ''}Runway-Run: ${
    facts.id
  }\nRequested-By: ${facts.requester.ref}\n`;
}

export const isCommitOf = (message: string, runId: string) =>
  message.includes(`Runway-Run: ${runId}`);
