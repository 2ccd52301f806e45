/** A Temporal that answers whatever it is asked with the same refusal, such as one that does not like the key. */
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface RefusingTemporal {
  address: string;
  /** How many connections are open. */
  connections(): number;
  /** How often it has been asked. */
  asked(): number;
  close(): Promise<void>;
}

/** @param status gRPC's code: 7 is PERMISSION_DENIED, 14 UNAVAILABLE, 16 UNAUTHENTICATED */
export async function refusingTemporal(status: 7 | 14 | 16 = 7): Promise<RefusingTemporal> {
  let asked = 0;
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer()
    .on('session', (session) => sessions.add(session.on('close', () => sessions.delete(session))))
    .on('stream', (stream) => {
      asked++;
      const refused = { 'grpc-status': `${status}`, 'grpc-message': 'Request unauthorized.' };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refused }, { endStream: true });
    });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sessions.size,
    asked: () => asked,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
