import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { CertificateAuthority } from '../controllers/certificates/CertificateAuthority';

/**
 * Puts TLS in front of a port of this machine: kubectl and helm send credentials over TLS only.
 * @param port - where plain HTTP is served
 */
export async function createTlsFrontend(port: number) {
  const keys = new Map<string, string>();
  const authority = new CertificateAuthority('test', {
    get: (key: string) => keys.get(key),
    set: (key: string, value: string) => void keys.set(key, value),
  });
  const { certificate, key } = authority.issue(['localhost']);
  const server = createServer({ cert: certificate, key }, socket => {
    const upstream = connect(port, 'localhost');
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: () => new Promise(resolve => server.close(resolve)),
  };
}
