import { PodClient } from './PodClient';

const pod = { clusterName: 'dev', namespace: 'cabin-dev', podName: 'orders-1' };

function clientThat(answer: { status?: number; body: unknown }) {
  const fetch = jest.fn(
    async () =>
      new Response(JSON.stringify(answer.body), {
        status: answer.status ?? 200,
        headers: { 'content-type': 'application/json' },
      }),
  );
  const client = new PodClient({
    discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
    fetchApi: { fetch },
  });
  return { client, fetch };
}

describe('PodClient', () => {
  it('asks for logs and events where services and permissions are known', async () => {
    const logs = clientThat({ body: { text: 'hello', lines: 1_000 } });
    expect(
      await logs.client.getPodLogs({ ...pod, containerName: 'main' }),
    ).toEqual({ text: 'hello' });
    expect(logs.fetch).toHaveBeenCalledWith(
      'http://portal/api/kubernetes/pods/dev/cabin-dev/orders-1/log?container=main&previous=false',
    );
    const events = clientThat({ body: { items: [{ reason: 'Pulled' }] } });
    expect(
      await events.client.getEventsByInvolvedObjectName({
        clusterName: 'dev',
        namespace: 'cabin-dev',
        involvedObjectName: 'orders-1',
      }),
    ).toEqual([{ reason: 'Pulled' }]);
    expect(events.fetch).toHaveBeenCalledWith(
      'http://portal/api/kubernetes/pods/dev/cabin-dev/orders-1/events',
    );
  });

  it('says why it was refused, in the words of the portal alone', async () => {
    const { client } = clientThat({
      status: 403,
      body: {
        error: { name: 'NotAllowedError', message: 'Logs are for the team' },
        response: { statusCode: 403 },
      },
    });
    await expect(
      client.getPodLogs({ ...pod, containerName: 'main' }),
    ).rejects.toThrow(/^Logs are for the team$/);
  });

  it('deletes nothing', async () => {
    const { client, fetch } = clientThat({ body: {} });
    await expect(client.deletePod()).rejects.toThrow('tab Delivery');
    expect(fetch).not.toHaveBeenCalled();
  });
});
