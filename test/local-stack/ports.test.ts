/** Ports: the usual one where it is free, and never the same one for two. */
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSupervisor, type Supervisor } from '../../local-stack/supervisor.js';
import { choosePort, isListening, LOOPBACK } from '../../local-stack/ports.js';

let supervisors: Supervisor[];

beforeEach(() => {
  supervisors = [startSupervisor(), startSupervisor()];
});

afterEach(async () => {
  await Promise.all(supervisors.map((supervisor) => supervisor.close()));
});

it('takes the usual port where it is free, for one of those who want it at the same time', async () => {
  const usual = await choosePort(supervisors[0]!);
  await supervisors.splice(0, 1)[0]!.close();
  supervisors.push(startSupervisor());
  const ports = await Promise.all(supervisors.map((supervisor) => choosePort(supervisor, usual)));
  expect(ports.filter((port) => port === usual)).toHaveLength(1);
  expect(new Set(ports).size).toBe(2);
});

it('takes another one where somebody listens', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  expect(await isListening(port)).toBe(true);
  expect(await choosePort(supervisors[0]!, port)).not.toBe(port);
  await new Promise((resolve) => server.close(resolve));
  expect(await isListening(port)).toBe(false);
});
