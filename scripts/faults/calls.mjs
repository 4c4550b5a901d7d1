// What a run asks of the upstreams, learned from what a clean run has sent.

/** Part of an address that differs from run to run -> what stands for it. */
const VARIABLE = [
  [/(?<=repository\/files\/)[^/]+/g, '{file}'],
  [/(?<=projects\/)\d+/g, '{id}'],
  [/(?<=runway%2Fchange-)[0-9a-f-]{36}(-\d+)?/gi, '{change}'],
  [/[0-9a-f]{40}/g, '{commit}'],
  [/(?<=\/)\d+(?=\/|$)/g, '{id}'],
];
const ENVIRONMENTS = /(dev|staging|production)/g;

/**
 * @param {Array<{phase: string, method: string, url: string}>} requests
 * @param {{team: string, name: string}} service - of the run that sent them
 * @returns distinct calls in the order of their first appearance. `path` is a pattern for fault rules in which `{team}`
 *   and `{name}` stand for those of another run; calls that differ in the environment only are one.
 */
export function distinctCalls(requests, { team, name }) {
  const calls = new Map();
  for (const { phase, method, url } of requests) {
    const [, system, ...rest] = new URL(url).pathname.split('/');
    const instance = system === 'kubernetes' ? rest.shift() : undefined;
    const path = `/${rest.join('/')}`
      .replaceAll(name, '{name}')
      .replaceAll(team, '{team}');
    const shape = VARIABLE.reduce(
      (text, [pattern, replacement]) => text.replace(pattern, replacement),
      path,
    );
    const title = `${system} ${method} ${shape.replace(
      ENVIRONMENTS,
      '{environment}',
    )}`;
    const key = `${phase} ${title}`;
    if (!calls.has(key)) {
      calls.set(key, {
        phase,
        title,
        system,
        instance,
        method,
        path: path
          .replace(/(?<=projects\/)\d+/g, '*')
          .replace(/(?<=runway%2Fchange-)[0-9a-f-]{36}(-\d+)?/gi, '*')
          .replace(/[0-9a-f]{40}/g, '*')
          .replace(/(?<=\/)\d+(?=\/|$)/g, '*'),
        changes:
          !['GET', 'HEAD'].includes(method) && !/capabilities/.test(path),
      });
    }
  }
  return [...calls.values()];
}

/** A rule that meets this call of one run only. */
export function ruleFor(call, { team, name }, rule) {
  return {
    system: call.system,
    instance: call.instance,
    method: call.method,
    path: call.path.replaceAll('{name}', name).replaceAll('{team}', team),
    headers: { 'x-runway-run': name },
    ...rule,
  };
}
