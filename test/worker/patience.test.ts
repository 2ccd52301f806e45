/** A worker that starts while Temporal is still starting, or is not there at all. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { expect, inject, it } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { startWorkers } from '../../src/worker/run.js';

const config = loadConfig({ MONGODB_URI: inject('mongoUri'), RUNG_TASK_QUEUE: 'patient', RUNG_AUDIT_EVERY: 'off' });

it.concurrent('waits for Temporal, and says so once', async () => {
  const port = await freePort();
  const said: string[] = [];
  const starting = startWorkers({ config, address: `127.0.0.1:${port}`, say: (line) => said.push(line) });
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toMatch(new RegExp(`^Temporal at 127.0.0.1:${port} does not answer yet \\(.+\\); trying again$`));
  const sockets: Socket[] = [];
  const server = relay(inject('temporalAddress'), sockets).listen(port, '127.0.0.1');
  const workers = await starting;
  workers.shutdown();
  await workers.done;
  expect(said.filter((line) => line.startsWith('Temporal at'))).toHaveLength(1);
  for (const socket of sockets) socket.destroy();
  server.close();
});

it.concurrent('gives up after 10 s, with one sentence', async () => {
  const starting = startWorkers({ config, address: '127.0.0.1:1', say: () => undefined });
  await expect(starting).rejects.toThrow(/^cannot reach Temporal at 127\.0\.0\.1:1; is it running\?$/);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function relay(address: string, sockets: Socket[]): Server {
  const [host, port] = address.split(':');
  return createServer((from) => {
    const to = connect(Number(port), host);
    sockets.push(from, to);
    for (const socket of [from, to]) socket.on('error', () => undefined);
    from.pipe(to).pipe(from);
  });
}
