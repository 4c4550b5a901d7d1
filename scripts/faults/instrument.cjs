// Loaded into the portal by the fault matrix, before its own code. The portal stays as it is, but
// - says which run a request to an upstream belongs to (`x-runway-run`), so that a fault meets one run of many,
// - asks the test before each step, removal and preflight, and after each change, so that things happen exactly there,
// - writes down its requests,
// - has no circuit breaker that one run's faults could open for all others. What the breaker does is tested elsewhere.
const { AsyncLocalStorage } = require('node:async_hooks');
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '../..');
const backend = join(root, 'plugins/provisioning-backend/src');
const { RUNWAY_FAULTS_GATE: gate, RUNWAY_FAULTS_REQUESTS: requests } =
  process.env;

const { defaultTuning } = require(join(
  root,
  'packages/integrations/src/http/createCallPolicies',
));
Object.assign(defaultTuning, { breakerThreshold: 1e9, retryBaseMs: 100 });

const current = new AsyncLocalStorage();
const nativeFetch = globalThis.fetch;

/** Waits until the test lets a run go on. */
const pass = (run, phase) =>
  nativeFetch(gate, {
    method: 'POST',
    body: JSON.stringify({ run, phase, pid: process.pid }),
  });

/** Runs `method` of a class as a phase of a run; within another phase it is a part of that one. */
function asPhase(prototype, method, phaseOf) {
  const original = prototype[method];
  prototype[method] = async function phase(...args) {
    if (current.getStore()) {
      return original.apply(this, args);
    }
    const context = phaseOf.call(this, ...args);
    await pass(context.run, context.phase);
    return current.run(context, () => original.apply(this, args));
  };
}

const { createOperations } = require(join(
  backend,
  'operations/createOperations',
));
for (const operation of createOperations({})) {
  asPhase(
    Object.getPrototypeOf(operation),
    'execute',
    function phaseOf(_, { facts }) {
      return { run: facts.name, phase: this.id };
    },
  );
}

const { createDrivers } = require(join(backend, 'resources/createDrivers'));
for (const driver of createDrivers({})) {
  asPhase(
    Object.getPrototypeOf(driver),
    'remove',
    function phaseOf(_, { run }) {
      return { run: run.name, phase: `undo ${this.kind}` };
    },
  );
}

const { PreflightChecks } = require(join(backend, 'service/Preflight'));
asPhase(PreflightChecks.prototype, 'run', ({ name }) => ({
  run: name,
  phase: 'preflight',
}));

// Changes of services: asking for one, and each thing that its worker does.
const changes = join(backend, 'changes');
const prototypeOf = (file, name) =>
  require(join(changes, file))[name].prototype;
const ofMergeRequest = what =>
  function phaseOf({ title }) {
    const [kind, run] = title.toLowerCase().split(' ');
    return { run, phase: `${kind} ${what}` };
  };
const ofChange = what =>
  function phaseOf({ name, kind }) {
    return { run: name, phase: `${kind} ${what}` };
  };
// What a request wakes is no part of the request.
const worker = prototypeOf('ChangeWorker', 'ChangeWorker');
const { begin } = worker;
worker.begin = function outside() {
  return current.exit(() => begin.call(this));
};
asPhase(
  prototypeOf('service/AuthorizedChangesService', 'AuthorizedChangesService'),
  'open',
  ({ kind, entityRef }) => ({
    run: entityRef.split('/').at(-1),
    phase: `${kind} ask`,
  }),
);
asPhase(
  prototypeOf('ChangePlanner', 'ChangePlanner'),
  'plan',
  ofChange('plan'),
);
const mergeRequests = prototypeOf('MergeRequests', 'MergeRequests');
asPhase(mergeRequests, 'open', ofChange('open'));
asPhase(mergeRequests, 'merge', ofMergeRequest('merge'));
asPhase(
  prototypeOf('GitLabApprovals', 'GitLabApprovals'),
  'count',
  ofChange('approvals'),
);
for (const [file, name] of [
  ['decommission/DecommissionStrategy', 'DecommissionStrategy'],
  ['transfer/TransferStrategy', 'TransferStrategy'],
]) {
  asPhase(prototypeOf(file, name), 'execute', (item, change) =>
    ofChange(item.kind)(change),
  );
}

asPhase(
  require(join(backend, 'infrastructure/removal/InfrastructureRemoval'))
    .InfrastructureRemoval.prototype,
  'merge',
  ofChange('destroy'),
);

/** Sends a request that belongs to a run: writes it down, marks it, and after a change waits for the test. */
async function sendFor({ run, phase }, send, url, init = {}) {
  const { method = 'GET' } = init;
  const line = { run, phase, method, url: String(url) };
  appendFileSync(requests, `${JSON.stringify(line)}\n`);
  const headers = new Headers(init.headers);
  headers.set('x-runway-run', run);
  const answer = await send(url, {
    ...init,
    headers: Object.fromEntries(headers),
  });
  if (!['GET', 'HEAD'].includes(method)) {
    await pass(run, `${phase} ${method}`);
  }
  return answer;
}

// The clients of the upstreams.
const undici = require('undici');
const clientFetch = undici.fetch;
undici.fetch = (url, init) => {
  const context = current.getStore();
  return context
    ? sendFor(context, clientFetch, url, init)
    : clientFetch(url, init);
};

// The catalog, which reads the service's repository by itself.
globalThis.fetch = (url, init) => {
  const run = /\/gitlab\/api\/v4\/projects\/[^/]+%2F([^/]+)\/repository/.exec(
    String(url),
  )?.[1];
  const phase = 'runway:catalog:register';
  return run
    ? sendFor({ run, phase }, nativeFetch, url, init)
    : nativeFetch(url, init);
};
