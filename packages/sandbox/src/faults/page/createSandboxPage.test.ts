import express from 'express';
import request from 'supertest';
import { Faults } from '../Faults';
import { FAULT_PRESETS } from '../presets';
import { createSandboxPage } from './createSandboxPage';

describe('/sandbox', () => {
  let faults: Faults;
  let app: express.Express;

  beforeEach(() => {
    faults = new Faults();
    app = express().use(
      '/sandbox',
      createSandboxPage(faults, [
        {
          name: 'GitLab',
          system: 'gitlab',
          url: 'http://localhost:7100/gitlab',
        },
        {
          name: 'Kubernetes dev',
          system: 'kubernetes',
          instance: 'dev',
          url: 'http://localhost:7100/kubernetes/dev',
        },
      ]),
    );
  });

  const send = (fields: Record<string, string>) =>
    request(app)
      .post('/sandbox')
      .set('Host', 'localhost:7100')
      .set('Origin', 'http://localhost:7100')
      .type('form')
      .send(fields);
  const ids = () => faults.list().map(({ id }) => id);

  it('shows systems, faults and hits', async () => {
    const well = await request(app).get('/sandbox');
    expect(well.text).toContain('http://localhost:7100/kubernetes/dev');
    expect(well.text).toContain('every system works as it should');
    faults.add({
      id: 'mine',
      system: 'gitlab',
      path: '/<b>',
      times: 2,
      fault: { kind: 'latency', ms: 1500 },
    });
    const ill = await request(app).get('/sandbox');
    expect(ill.text).toContain('gitlab /&#60;b&#62;');
    expect(ill.text).toContain('is late by 1.5 s');
    expect(ill.text).toContain('2 times');
    expect(ill.text).toContain('1 fault');
    expect(ill.headers['content-security-policy']).toContain(
      "frame-ancestors 'none'",
    );
  });

  it.each(FAULT_PRESETS.map(({ id }) => id))(
    'turns %s on and off',
    async id => {
      await send({ preset: id }).expect(303).expect('Location', '/sandbox');
      await send({ preset: id }).expect(303);
      expect(ids()).toEqual([id]);
      await send({ remove: id }).expect(303);
      await send({ remove: id }).expect(303);
      expect(ids()).toEqual([]);
    },
  );

  it('adds a fault of one’s own, and clears all', async () => {
    await send({
      add: 'rule',
      system: 'kubernetes',
      instance: 'dev',
      method: 'get',
      path: ' /api/** ',
      kind: 'status',
      value: '503',
      skip: '',
      times: '3',
      probability: '0.5',
    }).expect(303);
    expect(faults.list()).toEqual([
      {
        id: 'fault-1',
        system: 'kubernetes',
        instance: 'dev',
        method: 'GET',
        path: '/api/**',
        times: 3,
        probability: 0.5,
        fault: { kind: 'status', status: 503 },
        hits: 0,
        passed: 0,
      },
    ]);
    await send({ clear: 'all' }).expect(303);
    expect(ids()).toEqual([]);
  });

  it.each([
    [
      { system: 'gitlab', kind: 'status', value: 'x' },
      'value: must be a number',
    ],
    [{ system: 'gitlab', kind: 'status', value: '200' }, 'fault.status'],
    [{ system: 'gitlab', kind: 'hang', value: '5' }, 'takes no number'],
    [{ system: 'gitlab', kind: 'explode' }, 'There is no fault explode'],
    [{ system: 'gitlab', kind: 'reset', path: '"x' }, 'must begin with /'],
  ])('says what is wrong with %p', async (form, message) => {
    const answer = await send({ add: 'rule', ...form });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(message);
    expect(ids()).toEqual([]);
  });

  it('keeps what was written', async () => {
    const answer = await send({ add: 'rule', system: 'gitlab', path: '"x' });
    expect(answer.text).toContain('value="&#34;x"');
  });

  it('refuses forms from elsewhere, and without an origin', async () => {
    faults.add({ system: 'gitlab', fault: { kind: 'reset' } });
    for (const origin of ['https://elsewhere.example', 'null']) {
      await request(app)
        .post('/sandbox')
        .set('Origin', origin)
        .type('form')
        .send({ clear: 'all' })
        .expect(403);
    }
    await request(app)
      .post('/sandbox')
      .type('form')
      .send({ clear: 'all' })
      .expect(403);
    expect(ids()).toHaveLength(1);
  });
});
