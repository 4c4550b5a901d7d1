// Two portals on one PostgreSQL: no step and no undo is carried out twice, which the upstreams' changes are counted for; when
// one of the two dies, the other goes on.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startPostgres } from '../lib/postgres.mjs';
import { FaultLab } from './FaultLab.mjs';

const TEAMS = ['ground', 'cabin', 'crew', 'booking'];
let postgres;
let lab;
/** The living ones: somebody at each, its process, its end. */
let portals;
const serviceOf = team => ({ team, name: `twice-${team}` });

before(async () => {
  postgres = await startPostgres();
  const { hostname, port, username, password } = new URL(postgres.url);
  lab = new FaultLab({
    catalog: false,
    configs: [new URL('app-config.postgres.yaml', import.meta.url).pathname],
    env: {
      POSTGRES_HOST: hostname,
      POSTGRES_PORT: port,
      POSTGRES_USER: username,
      POSTGRES_PASSWORD: password,
    },
  });
  await lab.start();
  const { person, portalPids } = lab.platform;
  portals = [
    { person, pids: portalPids, kill: () => lab.platform.killPortal() },
    await lab.platform.startReplica(),
  ];
});
after(async () => {
  await lab?.stop();
  await postgres?.stop();
});

/** What a run has changed in the upstreams, each with how often; names and numbers of the run taken out. */
function changesOf({ team, name }) {
  const counts = {};
  for (const { phase, method, url } of lab.requestsOf(name)) {
    if (!['GET', 'HEAD'].includes(method) && !url.includes('capabilities')) {
      const path = new URL(url).pathname
        .replaceAll(name, '{name}')
        .replaceAll(team, '{team}')
        .replace(/projects\/\d+/, 'projects/{id}');
      const key = `${phase} ${method} ${path}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
  }
  return counts;
}

describe('two portals on one database', { concurrency: 1 }, () => {
  let expected;
  const runs = new Map();

  it('a clean run says what is to be changed', async () => {
    await lab.record();
    expected = changesOf({ team: 'ground', name: 'clean-run' });
    assert.ok(Object.keys(expected).length > 20, JSON.stringify(expected));
  });

  it('one of two requests for the same name at two portals wins', async () => {
    const outcomes = await Promise.allSettled(
      portals.map(({ person }, index) =>
        person.post('/provisioning/runs', {
          requestId: `00000000-0000-4000-8000-00000000000${index}`,
          ...lab.platform.formOf('twin-api', 'data'),
        }),
      ),
    );
    const won = outcomes.filter(({ status }) => status === 'fulfilled');
    assert.equal(won.length, 1, JSON.stringify(outcomes));
    const lost = outcomes.find(({ status }) => status === 'rejected');
    assert.match(lost.reason.message, /taken/);
    assert.equal((await lab.ended(won[0].value.id)).status, 'succeeded');
    await lab.platform.undo(won[0].value.id);
  });

  it('no step is carried out twice', async () => {
    await Promise.all(
      TEAMS.map(async (team, index) => {
        const { id } = await portals[index % 2].person.post(
          '/provisioning/runs',
          {
            requestId: `00000000-0000-4000-8000-0000000000a${index}`,
            ...lab.platform.formOf(serviceOf(team).name, team),
          },
        );
        runs.set(team, id);
        const run = await lab.ended(id);
        assert.equal(run.status, 'succeeded', JSON.stringify(run.error));
        lab.state.assertEqualsLedger(run, serviceOf(team));
      }),
    );
  });

  it('no undo is carried out twice, also when both are asked at once', async () => {
    await Promise.all(
      TEAMS.map(async team => {
        const id = runs.get(team);
        await Promise.all(
          portals.map(({ person }) =>
            person.post(`/provisioning/runs/${id}/undo`),
          ),
        );
        const run = await lab.ended(id);
        assert.equal(run.status, 'undone', JSON.stringify(run.error));
        lab.state.assertEqualsLedger(run, serviceOf(team));
        assert.deepEqual(changesOf(serviceOf(team)), expected);
      }),
    );
  });

  it('two services of a new team at once share its namespaces, and one outlives the other', async () => {
    const services = ['first-api', 'second-api'].map(name => ({
      team: 'loyalty',
      name,
    }));
    const started = await Promise.all(
      services.map(({ team, name }, index) =>
        portals[index].person.post('/provisioning/runs', {
          requestId: `00000000-0000-4000-8000-0000000000b${index}`,
          ...lab.platform.formOf(name, team),
        }),
      ),
    );
    for (const [index, { id }] of started.entries()) {
      const run = await lab.ended(id);
      assert.equal(run.status, 'succeeded', JSON.stringify(run.error));
      lab.state.assertEqualsLedger(run, services[index]);
    }
    const [first, second] = started;
    const before = lab.state.of(services[1]);
    await lab.platform.undo(first.id);
    assert.deepEqual(lab.state.of(services[1]), before);

    await lab.platform.undo(second.id);
    const listed = new Set();
    for (const { id } of started) {
      for (const row of (await lab.platform.getRun(id)).resources) {
        if (['kept', 'shared'].includes(row.state)) {
          listed.add(`${row.kind} ${row.instance} ${row.key}`);
        }
      }
    }
    const left = [...lab.state.of(services[0]), ...lab.state.of(services[1])];
    const unlisted = left.filter(
      id => !listed.has(id) && id !== 'argocd-project main loyalty',
    );
    assert.deepEqual(unlisted, [], 'left over and nowhere listed');
  });

  it('when a portal dies in a step, the other goes on with the run', async () => {
    const reached = lab.hold('half-made', 'runway:gitops:commit POST');
    const { id } = await lab.platform.startRun('half-made', 'crew');
    await killPortal(await reached);
    const run = await lab.ended(id);
    assert.equal(run.status, 'succeeded', JSON.stringify(run.error));
    lab.state.assertEqualsLedger(run, { team: 'crew', name: 'half-made' });
    runs.set('half-made', id);
  });

  it('when a portal dies in an undo, the other goes on with the undo', async () => {
    portals.push(await lab.platform.startReplica());
    const id = runs.get('half-made');
    const reached = lab.hold('half-made', 'undo vault-role DELETE');
    await lab.platform.person.post(`/provisioning/runs/${id}/undo`);
    await killPortal(await reached);
    const run = await lab.ended(id);
    assert.equal(run.status, 'undone', JSON.stringify(run.error));
    lab.state.assertEqualsLedger(run, { team: 'crew', name: 'half-made' });
  });
});

/** Kills the portal of this process; whoever asked there asks at the one that is left. */
async function killPortal(pid) {
  const index = portals.findIndex(({ pids }) => pids.includes(pid));
  const [portal] = portals.splice(index, 1);
  await portal.kill();
  lab.platform.person = portals[0].person;
}
