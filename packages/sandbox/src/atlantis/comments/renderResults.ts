import type { Project } from '../config/findProjects';

/** What came of a command for one project. */
export interface ProjectResult {
  project: Project;
  /** Output of a plan or an apply that went well. */
  output?: string;
  /** It could not be done: what a program said. */
  error?: string;
  /** It may not be done: why. */
  failure?: string;
  /** For a plan: whether there is nothing to do. */
  noChanges?: boolean;
  lockUrl?: string;
}

/** GitLab folds away what is longer. */
const WRAPPED_AFTER_LINES = 12;

/** A comment with the results of a plan. */
export function renderPlanResults(
  results: ProjectResult[],
  plansDeleted: boolean,
): string {
  const rendered = results.map(result =>
    result.output === undefined
      ? problem('Plan', result)
      : planSuccess(result, result.output, plansDeleted),
  );
  if (results.length === 1) {
    const [{ project, output }] = results;
    return output === undefined
      ? `Ran Plan for dir: \`${project.dir}\` workspace: \`${project.workspace}\`\n\n${rendered[0]}`
      : [
          `Ran Plan for ${nameOf(project)}`,
          '',
          rendered[0],
          '',
          '---',
          ...applyAll,
        ].join('\n');
  }
  const failed = results.filter(({ output }) => output === undefined).length;
  const unchanged = results.filter(({ noChanges }) => noChanges).length;
  return [
    ...header('Plan', results),
    ...sections(results, rendered),
    '### Plan Summary',
    '',
    `${results.length} projects, ${
      results.length - failed - unchanged
    } with changes, ${unchanged} with no changes, ${failed} failed`,
    ...(plansDeleted ? [] : ['', ...applyAll]),
  ]
    .join('\n')
    .trim();
}

/** A comment with the results of an apply. */
export function renderApplyResults(results: ProjectResult[]): string {
  const rendered = results.map(result =>
    result.output === undefined
      ? problem('Apply', result)
      : folded(result.output, diff(result.output)),
  );
  if (results.length === 1) {
    return `Ran Apply for ${nameOf(results[0].project)}\n\n${rendered[0]}`;
  }
  const errors = results.filter(({ error }) => error !== undefined).length;
  const failures = results.filter(
    ({ failure }) => failure !== undefined,
  ).length;
  return [
    ...header('Apply', results),
    ...sections(results, rendered),
    ...(results.length > 1
      ? [
          '### Apply Summary',
          '',
          `${results.length} projects, ${
            results.length - errors - failures
          } successful, ${failures} failed, ${errors} errored`,
        ]
      : []),
  ]
    .join('\n')
    .trim();
}

/** Flags that name a project in a command. */
export function flagsOf({ name, dir }: Project): string {
  return name ? `-p ${name}` : `-d ${dir}`;
}

const applyAll = [
  '* :fast_forward: To **apply** all unapplied plans from this Merge Request, comment:',
  '  ```shell',
  '  atlantis apply',
  '  ```',
  '* :put_litter_in_its_place: To **delete** all plans and locks from this Merge Request, comment:',
  '  ```shell',
  '  atlantis unlock',
  '  ```',
];

function planSuccess(
  { project, lockUrl }: ProjectResult,
  output: string,
  plansDeleted: boolean,
): string {
  const summary =
    /^(Plan: .*\.|No changes\. Your infrastructure matches the configuration\.)$/m.exec(
      output,
    )?.[0] ?? '';
  const lines = plansDeleted
    ? [
        'This plan was not saved because one or more projects failed and automerge requires all plans pass.',
      ]
    : [
        '* :arrow_forward: To **apply** this plan, comment:',
        '  ```shell',
        `  atlantis apply ${flagsOf(project)}`,
        '  ```',
        `* :put_litter_in_its_place: To **delete** this plan and lock, click [here](${lockUrl})`,
        '* :repeat: To **plan** this project again, comment:',
        '  ```shell',
        `  atlantis plan ${flagsOf(project)}`,
        '  ```',
      ];
  const wrapped = isLong(output);
  return [
    folded(output, diff(output)),
    '',
    ...lines,
    ...(wrapped ? [summary] : []),
  ].join('\n');
}

function problem(
  command: 'Plan' | 'Apply',
  { error, failure }: ProjectResult,
): string {
  if (error === undefined) {
    return `**${command} Failed**: ${failure}`;
  }
  const text = `\`\`\`\n${error}\n\`\`\``;
  return `**${command} Error**\n${folded(error, text)}`;
}

function folded(output: string, text: string): string {
  return isLong(output)
    ? `<details><summary>Show Output</summary>\n\n${text}\n</details>`
    : text;
}

function diff(output: string): string {
  // As GitLab colours it: signs at the beginning of the line.
  const moved = output.replace(/^( +)([-+~]) /gm, '$2$1 ').replace(/^~/gm, '!');
  return `\`\`\`diff\n${moved.trim()}\n\`\`\``;
}

function isLong(output: string): boolean {
  return output.split('\n').length > WRAPPED_AFTER_LINES;
}

function nameOf({ name, dir, workspace }: Project): string {
  return `${
    name ? `project: \`${name}\` ` : ''
  }dir: \`${dir}\` workspace: \`${workspace}\``;
}

function header(command: string, results: ProjectResult[]): string[] {
  return [
    `Ran ${command} for ${results.length} projects:`,
    '',
    ...results.map(({ project }) => `1. ${nameOf(project)}`),
    ...(results.length > 0 ? ['---', ''] : []),
  ];
}

function sections(results: ProjectResult[], rendered: string[]): string[] {
  return results.flatMap(({ project }, index) => [
    `### ${index + 1}. ${nameOf(project)}`,
    rendered[index],
    '',
    '---',
  ]);
}
