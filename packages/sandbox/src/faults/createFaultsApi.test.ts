import express from 'express';
import request from 'supertest';
import { createFaultsApi } from './createFaultsApi';
import { Faults } from './Faults';

describe('/sandbox/faults', () => {
  let faults: Faults;
  let app: express.Express;

  beforeEach(() => {
    faults = new Faults();
    app = express().use('/sandbox/faults', createFaultsApi(faults));
  });

  const rule = { system: 'vault', fault: { kind: 'reset' } } as const;

  it('adds, lists and removes rules', async () => {
    const added = await request(app).post('/sandbox/faults').send(rule);
    expect(added.status).toBe(201);
    expect(added.body).toEqual({ ...rule, id: 'fault-1', hits: 0, passed: 0 });
    await request(app)
      .post('/sandbox/faults')
      .send({ ...rule, id: 'mine' })
      .expect(201);
    expect((await request(app).get('/sandbox/faults')).body).toEqual({
      seed: 'runway',
      faults: [
        expect.objectContaining({ id: 'fault-1' }),
        expect.objectContaining({ id: 'mine' }),
      ],
      log: [],
    });
    await request(app).delete('/sandbox/faults/fault-1').expect(204);
    expect(faults.list().map(({ id }) => id)).toEqual(['mine']);
    await request(app).delete('/sandbox/faults').expect(204);
    expect(faults.list()).toEqual([]);
  });

  it('begins anew with a seed', async () => {
    const answer = await request(app)
      .put('/sandbox/faults/seed')
      .send({ seed: 42 });
    expect(answer.body).toEqual({ seed: '42' });
    expect(faults.seed).toBe('42');
    await request(app)
      .put('/sandbox/faults/seed')
      .send({ seed: 42, more: 1 })
      .expect(400);
  });

  it('says what is wrong', async () => {
    const wrong = await request(app)
      .post('/sandbox/faults')
      .send({ ...rule, timse: 1 });
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toContain('timse');
    const missing = await request(app).delete('/sandbox/faults/none');
    expect(missing.status).toBe(404);
    expect(missing.body).toEqual({
      error: { name: 'NotFoundError', message: 'There is no rule none.' },
    });
    faults.add({ ...rule, id: 'mine' });
    await request(app)
      .post('/sandbox/faults')
      .send({ ...rule, id: 'mine' })
      .expect(409);
    const text = await request(app)
      .post('/sandbox/faults')
      .type('application/json')
      .send('{');
    expect(text.body.error.message).toBe('The body is not JSON');
  });

  it('refuses pages from elsewhere', async () => {
    faults.add(rule);
    const elsewhere = 'https://elsewhere.example';
    await request(app)
      .post('/sandbox/faults')
      .set('Origin', elsewhere)
      .send(rule)
      .expect(403);
    await request(app)
      .delete('/sandbox/faults')
      .set('Origin', elsewhere)
      .expect(403);
    await request(app)
      .post('/sandbox/faults')
      .type('text/plain')
      .send(JSON.stringify(rule))
      .expect(403);
    expect(faults.list()).toHaveLength(1);
    await request(app)
      .delete('/sandbox/faults')
      .set('Host', 'localhost:7100')
      .set('Origin', 'http://localhost:7100')
      .expect(204);
  });
});
