import { WorkloadsClient } from './WorkloadsClient';

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', namespace: 'default' },
};

function clientThat(status: number, body: unknown) {
  const fetch = jest.fn(
    async () =>
      new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json' },
      }),
  );
  const client = new WorkloadsClient({
    discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
    fetchApi: { fetch },
  });
  return { client, fetch };
}

describe('WorkloadsClient', () => {
  it('asks what an entity has in clusters', async () => {
    const { client, fetch } = clientThat(200, { items: [] });
    expect(await client.getObjectsByEntity({ entity })).toEqual({ items: [] });
    expect(fetch).toHaveBeenCalledWith(
      'http://portal/api/kubernetes/services/orders',
      expect.objectContaining({
        method: 'POST',
        body: JSON.stringify({ entity }),
      }),
    );
  });

  it('says what went wrong in the words of the portal alone', async () => {
    const { client } = clientThat(403, {
      error: { name: 'NotAllowedError', message: 'You may not see this' },
      response: { statusCode: 403 },
    });
    await expect(client.getObjectsByEntity({ entity })).rejects.toThrow(
      /^You may not see this$/,
    );
  });

  it('keeps what something in between says to itself', async () => {
    const { client } = clientThat(502, '<h1>Bad gateway</h1>');
    await expect(client.getObjectsByEntity({ entity })).rejects.toThrow(
      /^The portal answered with status 502$/,
    );
  });
});
