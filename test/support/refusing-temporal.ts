/** A Temporal that lets nobody in: whatever it is asked, it answers as one does that does not like the key. */
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface RefusingTemporal {
  address: string;
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

/** @param status gRPC's code: 7 is PERMISSION_DENIED, 16 UNAUTHENTICATED */
export async function refusingTemporal(status: 7 | 16 = 7): Promise<RefusingTemporal> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer()
    .on('session', (session) => sessions.add(session.on('close', () => sessions.delete(session))))
    .on('stream', (stream) => {
      const refused = { 'grpc-status': `${status}`, 'grpc-message': 'Request unauthorized.' };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refused }, { endStream: true });
    });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sessions.size,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}
