/**
 * How the environments differ beyond what parity.yaml allows. What a team has ordered for itself is no difference of the
 * platform: a database may be in dev only, and larger in production.
 *
 * @param all stacks of readStacks
 * @param differences of parity.yaml
 * @returns sentences; empty when all is well
 */
export function parityProblems(all, differences) {
  const stacks = all.filter(({ owner }) => owner === undefined);
  const problems = [];
  const used = new Set();
  const environments = [...new Set(stacks.map(each => each.environment))];
  const allowance = match => {
    const found = differences.find(match);
    if (found) {
      used.add(found);
    }
    return found;
  };
  for (const stack of new Set(stacks.map(each => each.stack))) {
    const present = stacks.filter(each => each.stack === stack);
    const where = present.map(each => each.environment);
    if (where.length < environments.length) {
      const allowed = allowance(each => each.stack === stack && each.only);
      if (!allowed || !sameSet(allowed.only, where)) {
        problems.push(
          `The stack ${stack} is in ${where.join(
            ', ',
          )} only. Add it to the others, or say in parity.yaml why not (only: [${where.join(
            ', ',
          )}]).`,
        );
      }
    }
    for (const input of new Set(
      present.flatMap(each => Object.keys(each.own)),
    )) {
      const values = present.map(each => JSON.stringify(each.own[input]));
      if (present.length === environments.length && new Set(values).size > 1) {
        if (!allowance(each => each.stack === stack && each.input === input)) {
          problems.push(
            `The input ${input} of the stack ${stack} differs: ${present
              .map(
                (each, index) =>
                  `${each.environment} ${values[index] ?? 'default'}`,
              )
              .join(
                ', ',
              )}. Make it the same, or say in parity.yaml why it differs.`,
          );
        }
      }
    }
  }
  for (const each of differences.filter(one => !used.has(one))) {
    problems.push(
      `parity.yaml allows a difference that isn't there: ${each.stack} ${
        each.input ?? 'only'
      }. Remove the entry.`,
    );
  }
  for (const each of differences.filter(one => !(one.because?.length >= 20))) {
    problems.push(
      `parity.yaml must say why ${each.stack} ${
        each.input ?? 'only'
      } differs (because, in a sentence).`,
    );
  }
  return problems;
}

const sameSet = (a, b) =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
