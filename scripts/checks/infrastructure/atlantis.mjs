/**
 * What atlantis.yaml lacks for the stacks that there are; sentences. A stack that a team has ordered needs no project:
 * Atlantis discovers it.
 */
export function atlantisProblems(all, { projects, autodiscover }) {
  const problems = [];
  const stacks = all.filter(({ owner }) => owner === undefined);
  if (autodiscover?.mode !== 'enabled') {
    problems.push(
      'autodiscover.mode must be enabled: what teams order has no project of its own.',
    );
  }
  for (const { environment, stack, module } of stacks) {
    const dir = `environments/${environment}/${stack}`;
    const project = projects.find(each => each.dir === dir);
    if (!project) {
      problems.push(`atlantis.yaml has no project for ${dir}.`);
      continue;
    }
    const watched = project.autoplan?.when_modified ?? [];
    if (module && !watched.includes(`../../../modules/${module}/**/*.tf`)) {
      problems.push(
        `${project.name}: a change of modules/${module} starts no plan.`,
      );
    }
    if (project.apply_requirements) {
      problems.push(
        `${project.name}: apply_requirements are the server's (atlantis/repos.yaml); Atlantis refuses the whole file when a project has its own.`,
      );
    }
  }
  const known = all.map(
    ({ environment, stack }) => `environments/${environment}/${stack}`,
  );
  for (const { name, dir } of projects) {
    if (!known.includes(dir)) {
      problems.push(`${name}: there is no stack ${dir}.`);
    }
  }
  if (new Set(projects.map(({ name }) => name)).size < projects.length) {
    problems.push('Two projects of atlantis.yaml have the same name.');
  }
  return problems;
}
