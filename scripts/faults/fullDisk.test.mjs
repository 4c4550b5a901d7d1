// The disk under the portal's database is full: runs end with a clear failure, and go on once there is room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { FaultLab } from './FaultLab.mjs';

const SIZE = '96m';
const service = { team: 'ground', name: 'full-disk' };
const lab = new FaultLab();
let disk;
let whyNot;

before(async () => {
  await lab.start({
    prepare(stateDir) {
      disk = join(stateDir, 'database');
      mkdirSync(disk);
      const mount = ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk];
      const { status, error, stderr } = spawnSync('mount', mount);
      whyNot = status === 0 ? undefined : `${error ?? stderr}`.trim();
    },
  });
});
after(async () => {
  rmSync(join(disk, 'filler'), { force: true });
  lab.state?.close();
  await lab.platform?.stopPortal();
  if (!whyNot) {
    spawnSync('umount', [disk]);
  }
  await lab.stop();
});

/** A journal that was long once has room for a few more writes: after this each of them needs room on the disk. */
function emptyJournals() {
  readdirSync(disk)
    .filter(file => file.endsWith('.sqlite'))
    .forEach(file => {
      const database = new Database(join(disk, file), { timeout: 10_000 });
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    });
}

/** Takes all the room that is left; what the portal frees meanwhile is taken too. */
async function fill() {
  emptyJournals();
  for (let part = 0; part < 3; part++) {
    const { bavail, bsize } = statfsSync(disk);
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize, 1), {
        flag: 'a',
      });
    } catch (error) {
      // The portal took some of it first: then it is full as well.
      if (error.code !== 'ENOSPC') {
        throw error;
      }
    }
    await sleep(200);
  }
}

/** Until a task has met the full disk last of all where its own end is written down, so that nobody works on it any more. */
async function untilTaskIsLost() {
  const log = join(lab.platform.stateDir, 'logs', 'portal.log');
  const deadline = Date.now() + 120_000;
  const lost = /Unexpected error while executing task .*disk is full/;
  for (let text = ''; !lost.test(text); text = readFileSync(log, 'utf8')) {
    const met = text.split('\n').filter(line => line.includes('disk is full'));
    assert.ok(Date.now() < deadline, `no task was lost by:\n${met.join('\n')}`);
    await sleep(250);
  }
}

const free = () => rmSync(join(disk, 'filler'), { force: true });

describe('a full disk', { concurrency: 1 }, () => {
  let id;

  it(
    'ends a run that is under way with a clear failure, and lets it go on once there is room',
    { timeout: 600_000 },
    async t => {
      if (whyNot) {
        t.skip(`a small disk can't be mounted here: ${whyNot}`);
        return;
      }
      t.after(free);
      // Once: the step is repeated when its task is taken up again, and there is room by then.
      let filled;
      const isFull = new Promise((resolve, reject) => {
        lab.before(service.name, 'runway:gitops:commit', () => {
          filled ??= fill();
          filled.then(resolve, reject);
          return filled;
        });
      });
      ({ id } = await lab.platform.startRun(service.name, service.team));
      await isFull;
      await untilTaskIsLost();
      const health = await fetch(
        `http://localhost:${lab.platform.ports.portal}/.backstage/health/v1/readiness`,
      );
      assert.equal(health.status, 200, 'the portal still answers');
      free();
      const run = await lab.ended(id);
      t.diagnostic(`the run has ${run.status}: ${run.error?.message}`);
      lab.state.assertEqualsLedger(run, service);
      if (run.status === 'failed') {
        assert.ok(run.error.advice);
        await lab.platform.person.post(`/provisioning/runs/${id}/retry`);
      }
      const retried = await lab.ended(id);
      assert.equal(retried.status, 'succeeded', JSON.stringify(retried.error));
      lab.state.assertEqualsLedger(retried, service);
    },
  );

  it('refuses a new run and an undo clearly, and does both once there is room', async t => {
    if (whyNot) {
      t.skip(`a small disk can't be mounted here: ${whyNot}`);
      return;
    }
    t.after(free);
    await fill();
    const refused = await lab.platform
      .startRun('no-room-api', 'cabin')
      .catch(error => error);
    assert.ok(refused instanceof Error);
    assert.ok(refused.status >= 500, refused.message);
    free();
    await lab.platform.undo(id);
    await lab.eventuallyClean(service.team);
    const { id: second } = await lab.platform.startRun('no-room-api', 'cabin');
    assert.equal((await lab.ended(second)).status, 'succeeded');
    await lab.platform.undo(second);
  });
});
