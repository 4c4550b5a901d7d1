// Signals of the portal, as a browser hears them.

const TRIES = 5;
const ANSWER_WITHIN_MS = 1_000;

/** @returns {Promise<{next: () => Promise<void>, close: () => void}>} `next` resolves with the next signal, or one that came before */
export async function listenTo(person, channel) {
  const socket = await connect(person);
  let heard = 0;
  let wake = () => {};
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

/** Signals leave the first socket after their start without an answer; browsers try again as well. */
async function connect({ url, token }) {
  for (let tries = 1; tries <= TRIES; tries++) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/signals`, [
      token,
    ]);
    const isOpen = await new Promise(resolve => {
      const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
      socket.onopen = () => {
        clearTimeout(timer);
        resolve(true);
      };
      socket.onerror = () => {};
    });
    if (isOpen) {
      return socket;
    }
    socket.close();
  }
  throw new Error('Signals do not answer');
}
