// Signals of the portal, as a browser hears them.

/** @returns {Promise<{next: () => Promise<void>, close: () => void}>} `next` resolves with the next signal, or one that came before */
export async function listenTo({ url, token }, channel) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/signals`, [
    token,
  ]);
  let heard = 0;
  let wake = () => {};
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('Signals do not answer'));
  });
  socket.onmessage = ({ data }) => {
    if (JSON.parse(data).channel === channel) {
      heard += 1;
      wake();
    }
  };
  socket.send(JSON.stringify({ action: 'subscribe', channel }));
  return {
    async next() {
      if (!heard) {
        await new Promise(resolve => {
          wake = resolve;
        });
      }
      heard = 0;
    },
    close: () => socket.close(),
  };
}
